import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineTool, type Tool } from '../../src/core/define-tool';
import { cursorParam, limitParam, pageOf } from '../../src/core/page';
import {
  effectBreaches,
  fixedBreaches,
  inputBreaches,
  listBreaches,
  nameBreaches,
  outputBreaches,
  textBreaches,
  unknownMentions,
} from './rules';

const listThings = defineTool({
  name: 'list_things',
  title: 'List things',
  description: 'List the things there are.',
  input: z.strictObject({ limit: limitParam, cursor: cursorParam }),
  output: pageOf(z.object({ id: z.string() })),
  effect: 'read',
  scopes: ['acme:read'],
  handler: async () => ({ items: [] }),
});
const acme = { id: 'acme' };
const tool = (changes: Partial<Tool>): Tool => ({ ...listThings, ...changes });
const schemaOf = (shape: z.ZodRawShape) => z.toJSONSchema(z.strictObject(shape), { io: 'input' });
const input = z.toJSONSchema(listThings.input, { io: 'input' });
const output = z.toJSONSchema(listThings.output, { io: 'output' });

test('a proper tool breaches nothing', () => {
  expect(nameBreaches(listThings)).toEqual([]);
  expect(textBreaches(listThings)).toEqual([]);
  expect(effectBreaches(listThings, acme)).toEqual([]);
  expect(inputBreaches(input)).toEqual([]);
  expect(listBreaches(listThings.name, input, output)).toEqual([]);
  expect(outputBreaches(output)).toEqual([]);
});

test.each(['list', 'listThings', 'list-things', 'things_list', '_list_things', `list_${'x'.repeat(40)}`])(
  'the name %s',
  (name) => {
    expect(nameBreaches({ name })).not.toEqual([]);
  },
);

test.each([
  { title: '' },
  { title: 'x'.repeat(61) },
  { description: '' },
  { description: 'Lists the things there are' },
  { description: `${'x'.repeat(1024)}.` },
  { description: 'Lists\u200b the things.' },
  { description: ' Lists the things.' },
])('the texts %j', (texts) => {
  expect(textBreaches({ ...listThings, ...texts })).not.toEqual([]);
});

test.each<[string, Partial<Tool>]>([
  ['a read that needs a write scope', { scopes: ['acme:write'] }],
  ['a scope of another server', { scopes: ['other:read'] }],
  ['two scopes', { scopes: ['acme:read', 'acme:write'] }],
  [
    'a read by name that changes something',
    { effect: 'write', scopes: ['acme:write'], hints: { ...listThings.hints, readOnlyHint: false } },
  ],
  ['a change by name that only reads', { name: 'create_thing' }],
  ['hints of another effect', { hints: { ...listThings.hints, destructiveHint: true } }],
  [
    'a deletion that is not said to destroy',
    {
      name: 'delete_thing',
      effect: 'write',
      scopes: ['acme:write'],
      hints: { ...listThings.hints, readOnlyHint: false },
    },
  ],
])('%s', (_, changes) => {
  expect(effectBreaches(tool(changes), acme)).not.toEqual([]);
});

describe('inputs', () => {
  const said = 'Says what it is.';
  test.each<[string, z.ZodRawShape]>([
    ['a field without description', { name: z.string().max(5) }],
    ['a string without bounds', { name: z.string().describe(said) }],
    ['a number without bounds', { size: z.int().describe(said) }],
    ['a number with one bound', { size: z.number().min(1).describe(said) }],
    ['a list without maxItems', { names: z.array(z.string().max(5)).describe(said) }],
    ['a list of strings without bounds', { names: z.array(z.string()).max(5).describe(said) }],
    ['an object inside', { place: z.strictObject({ city: z.string().max(5) }).describe(said) }],
    [
      'a list of objects',
      {
        places: z
          .array(z.strictObject({ city: z.string().max(5) }))
          .max(3)
          .describe(said),
      },
    ],
    ['a union', { id: z.union([z.string().max(5), z.boolean()]).describe(said) }],
    ['anything at all', { data: z.unknown().describe(said) }],
    ['a record', { data: z.record(z.string(), z.string()).describe(said) }],
    ['a page number', { page: z.int().min(1).max(9).describe(said) }],
    ['a name in another case', { pageName: z.string().max(5).describe(said) }],
  ])('%s', (_, shape) => {
    expect(inputBreaches(schemaOf(shape))).not.toEqual([]);
  });

  test('null is no union', () => {
    expect(inputBreaches(schemaOf({ name: z.string().max(5).nullable().describe(said) }))).toEqual([]);
  });

  test('unknown fields, a root union, another type', () => {
    expect(inputBreaches(z.toJSONSchema(z.object({}), { io: 'input' }))).not.toEqual([]);
    expect(inputBreaches({ ...input, anyOf: [] })).not.toEqual([]);
    expect(inputBreaches({ type: 'array' })).not.toEqual([]);
  });

  test('what the connection fixes', () => {
    expect(fixedBreaches(['channel', 'team_id', 'account'])).toHaveLength(2);
  });
});

test('lists that are not like all lists', () => {
  expect(listBreaches('list_things', schemaOf({}), output)).toHaveLength(2);
  const large = schemaOf({ limit: z.int().min(1).max(1000).default(100), cursor: cursorParam });
  expect(listBreaches('list_things', large, output)).toHaveLength(1);
  const must = schemaOf({ limit: limitParam, cursor: z.string().max(5) });
  expect(listBreaches('list_things', must, output)).toHaveLength(1);
  const plain = z.toJSONSchema(z.object({ items: z.array(z.string()) }), { io: 'output' });
  expect(listBreaches('list_things', input, plain)).toHaveLength(1);
  expect(listBreaches('list_things', input, schemaOf({ things: z.array(z.string()) }))).toHaveLength(1);
  expect(listBreaches('get_thing', schemaOf({}), schemaOf({ id: z.string() }))).toEqual([]);
});

test('outputs that are no object or say nothing', () => {
  expect(outputBreaches({ type: 'array' })).not.toEqual([]);
  expect(outputBreaches(schemaOf({}))).not.toEqual([]);
});

test('texts that speak of tools there are not', () => {
  const tools = new Set(['list_things']);
  expect(unknownMentions('First list_things, then get_thing by thing_id.', tools, new Set(['thing_id']))).toEqual([
    'get_thing',
  ]);
});
