import fc from 'fast-check';
import { z } from 'zod';
import { type Tool } from '../../src/core/define-tool';
import { sampleArgs } from './samples';

type Schema = { type?: unknown; enum?: unknown[]; pattern?: string; items?: unknown; anyOf?: unknown[] } & Record<
  string,
  unknown
>;

/** Values nobody should send: what breaks parsers, stores, paths and templates. */
const NASTY: readonly unknown[] = [
  null,
  '',
  ' ',
  '.',
  '..',
  '../../etc/passwd',
  '%2e%2e%2f',
  'a/b?c=d#e',
  '__proto__',
  'constructor',
  'x'.repeat(50_000),
  '\u202eevil\u0007',
  '\u{1f600}'.repeat(300),
  '🤷🏽‍♀️ é ✓',
  "'; DROP TABLE integrations; --",
  '<script>alert(1)</script>',
  '{{7*7}}${7*7}',
  'line\r\nBcc: everybody@example.com',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-02-30T25:61:61Z',
  -1,
  0,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  true,
  [],
  {},
  [[[[]]]],
  { $ref: '#' },
  Array.from({ length: 500 }, (_, index) => String(index)),
];

const junk = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.jsonValue({ maxDepth: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
);

/** Values a field's schema describes, or nearly does. */
function shaped(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.anyOf)) return fc.oneof(...schema.anyOf.map((branch) => shaped(branch as Schema)));
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer' || schema.type === 'number') return fc.integer({ min: -10, max: 1_000 });
  if (schema.type === 'array') return fc.array(shaped((schema.items ?? {}) as Schema), { maxLength: 4 });
  if (schema.type === 'string') {
    const free = fc.string({ unit: 'grapheme', maxLength: 60 });
    if (schema.pattern === undefined) return free;
    try {
      return fc.oneof(fc.stringMatching(new RegExp(schema.pattern)), free);
    } catch {
      return free;
    }
  }
  return junk;
}

/** Arguments for a tool: plausible ones with some fields replaced by junk, some taken away, and some that do not exist. */
export function anyArguments(tool: Tool): fc.Arbitrary<Record<string, unknown>> {
  const { properties = {} } = z.toJSONSchema(tool.input, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, Schema>;
  };
  const fields = Object.entries(properties).map(([name, schema]) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(
        { weight: 4, arbitrary: fc.constant('sample') },
        { weight: 2, arbitrary: fc.constant('shaped') },
        { weight: 1, arbitrary: fc.constant('junk') },
        { weight: 1, arbitrary: fc.constant('absent') },
      ),
      shaped(schema),
      junk,
    ),
  );
  const base = sampleArgs(tool);
  const known = fc.tuple(...fields).map((chosen) => {
    const args: Record<string, unknown> = {};
    for (const [name, how, fitting, nonsense] of chosen) {
      if (how === 'junk') args[name] = nonsense;
      else if (how === 'shaped') args[name] = fitting;
      else if (how === 'sample' && name in base) args[name] = base[name];
    }
    return args;
  });
  const stranger = fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), junk, { maxKeys: 2 });
  return fc
    .tuple(known, fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: stranger }))
    .map(([args, more]) => ({ ...args, ...more }));
}
