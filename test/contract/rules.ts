import { type ServerDefinition } from '../../src/core/define-server';
import { type Tool } from '../../src/core/define-tool';
import { sanitize } from '../../src/core/untrusted';
import { type ServedTool } from '../../src/mcp/table';

/*
 * The house's rules for what models see, as functions that answer what is wrong: nothing, or one sentence for each breach. Limits are
 * literals here on purpose: the rule and what it judges must not move together.
 */

type Schema = Readonly<Record<string, unknown>>;

/** First words a tool's name may have. A platform that needs another adds it here, in review. */
const READ_VERBS = ['check', 'count', 'describe', 'download', 'get', 'list', 'preview', 'query', 'read', 'search'];
const WRITE_VERBS = [
  ...[
    'add',
    'append',
    'archive',
    'batch',
    'cancel',
    'close',
    'copy',
    'create',
    'forward',
    'invite',
    'join',
    'leave',
    'mark',
    'modify',
    'move',
  ],
  ...[
    'open',
    'pin',
    'place',
    'post',
    'publish',
    'reply',
    'restore',
    'schedule',
    'send',
    'set',
    'share',
    'start',
    'store',
    'trash',
  ],
  ...['unarchive', 'untrash', 'update', 'upload', 'upsert'],
];
const DESTRUCTIVE_VERBS = ['clear', 'delete', 'empty', 'remove'];

/** Names without a verb that people call already. */
const NAMED_ALREADY = [
  ...['channel_history', 'channel_messages', 'thread_replies', 'meeting_metrics'],
  ...['sync_now', 'recent_errors', 'connect_link'],
];

/** What URL, grant or connection fixes: a parameter of that name would let a model choose what is not its to choose. */
const FIXED_BY_CONNECTION = [
  ...[
    'account',
    'account_id',
    'api_key',
    'access_token',
    'refresh_token',
    'token',
    'password',
    'secret',
    'client_id',
    'client_secret',
  ],
  ...[
    'workspace',
    'workspace_id',
    'team',
    'team_id',
    'tenant',
    'tenant_id',
    'org',
    'organization',
    'organization_id',
    'domain',
  ],
  ...['integration', 'integration_id', 'connection', 'connection_id', 'base_url', 'host', 'endpoint'],
];

const PAGE_NUMBERS = [
  'page',
  'page_number',
  'page_size',
  'page_token',
  'per_page',
  'offset',
  'skip',
  'count',
  'max_results',
];

export const verbOf = (name: string): string => name.split('_', 1)[0] ?? '';

/** `verb_noun`, snake_case, at most 40 characters. */
export function nameBreaches({ name }: Pick<Tool, 'name'>): string[] {
  const breaches: string[] = [];
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(name)) breaches.push(`${name} is not snake_case of two words or more`);
  if (name.length > 40) breaches.push(`${name} has more than 40 characters`);
  const verbs = [...READ_VERBS, ...WRITE_VERBS, ...DESTRUCTIVE_VERBS];
  if (!verbs.includes(verbOf(name)) && !NAMED_ALREADY.includes(name))
    breaches.push(`${name} does not begin with a known verb`);
  return breaches;
}

/** Title and description: there, short enough, and nothing in them that a person reading would not see. */
export function textBreaches({ title, description }: Pick<Tool, 'title' | 'description'>): string[] {
  const breaches: string[] = [];
  if (title.trim() === '' || title.length > 60) breaches.push('the title is empty or longer than 60 characters');
  if (title !== title.trim() || description !== description.trim())
    breaches.push('title or description begin or end with a space');
  if (description.length < 10 || description.length > 1024)
    breaches.push('the description is not of 10 to 1,024 characters');
  if (!/[.!?]$/.test(description)) breaches.push('the description does not end like a sentence');
  if (sanitize(title + description) !== title + description)
    breaches.push('title or description hold invisible characters');
  return breaches;
}

/** What a tool does, what it says it does and what one needs to call it are one. */
export function effectBreaches(tool: Tool, server: Pick<ServerDefinition, 'id'>): string[] {
  const { effect, hints, scopes, name } = tool;
  const breaches: string[] = [];
  const expected = { readOnlyHint: effect === 'read', destructiveHint: effect === 'destructive' };
  if (hints.readOnlyHint !== expected.readOnlyHint || hints.destructiveHint !== expected.destructiveHint) {
    breaches.push(`the hints do not follow from the effect ${effect}`);
  }
  if (effect === 'read' && !hints.idempotentHint) breaches.push('a read is idempotent');
  if (typeof hints.openWorldHint !== 'boolean') breaches.push('the hint openWorldHint is missing');
  const scope = `${server.id}:${effect === 'read' ? 'read' : 'write'}`;
  if (scopes.length !== 1 || scopes[0] !== scope)
    breaches.push(`the scope of a tool that ${effect}s is ${scope} alone`);
  const verb = verbOf(name);
  if (READ_VERBS.includes(verb) !== (effect === 'read') && !NAMED_ALREADY.includes(name)) {
    breaches.push(`${name} sounds like ${effect === 'read' ? 'a change' : 'a read'} and is ${effect}`);
  }
  if (DESTRUCTIVE_VERBS.includes(verb) && effect !== 'destructive')
    breaches.push(`${name} destroys and does not say so`);
  return breaches;
}

/** A flat, strict object; every field described and bounded; nothing that the connection fixes. */
export function inputBreaches(schema: Schema): string[] {
  const breaches: string[] = [];
  if (schema['type'] !== 'object') breaches.push('the input is not an object');
  if (schema['additionalProperties'] !== false) breaches.push('the input takes unknown fields');
  for (const keyword of ['anyOf', 'oneOf', 'allOf', 'not', '$ref', 'if', 'patternProperties']) {
    if (keyword in schema) breaches.push(`the input has ${keyword} at its root`);
  }
  for (const [name, field] of Object.entries(propertiesOf(schema))) {
    breaches.push(...fieldBreaches(name, field));
    if (typeof field['description'] !== 'string' || field['description'].trim().length < 5)
      breaches.push(`${name} is not described`);
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) breaches.push(`${name} is not snake_case`);
    if (PAGE_NUMBERS.includes(name)) breaches.push(`${name}: lists are continued by cursor and bounded by limit`);
  }
  return breaches;
}

/** Fields of a tool's own input, before the kernel adds `account`, that are not a model's to choose. */
export const fixedBreaches = (names: readonly string[]): string[] =>
  names.filter((name) => FIXED_BY_CONNECTION.includes(name)).map((name) => `${name} is fixed by the connection`);

function fieldBreaches(name: string, field: Schema): string[] {
  for (const keyword of ['oneOf', 'allOf', 'not', '$ref']) if (keyword in field) return [`${name} has ${keyword}`];
  const branches = field['anyOf'];
  if (Array.isArray(branches)) {
    const others = (branches as Schema[]).filter(({ type }) => type !== 'null');
    const [only] = others;
    return only !== undefined && others.length === 1 ? fieldBreaches(name, only) : [`${name} is a union`];
  }
  if ('const' in field || Array.isArray(field['enum'])) return [];
  switch (field['type']) {
    case 'boolean':
      return [];
    case 'string':
      return ['maxLength', 'pattern', 'format'].some((bound) => bound in field)
        ? []
        : [`${name} is a string without bounds`];
    case 'integer':
    case 'number':
      return isBounded(field) ? [] : [`${name} is a number without bounds`];
    case 'array':
      return typeof field['maxItems'] === 'number'
        ? fieldBreaches(`${name}[]`, (field['items'] ?? {}) as Schema)
        : [`${name} is a list without maxItems`];
    default:
      return [`${name} is of type ${JSON.stringify(field['type'])}: inputs are flat`];
  }
}

/** JSON Schema of a bare integer has the bounds of exact numbers, which bound nothing. */
function isBounded(field: Schema): boolean {
  const low = field['minimum'] ?? field['exclusiveMinimum'];
  const high = field['maximum'] ?? field['exclusiveMaximum'];
  return (
    typeof low === 'number' &&
    typeof high === 'number' &&
    low > Number.MIN_SAFE_INTEGER &&
    high < Number.MAX_SAFE_INTEGER
  );
}

/** A list takes `limit` (25, at most 100) and `cursor`, and answers `items` and `nextCursor`; nothing else looks like one. */
export function listBreaches(name: string, input: Schema, output: Schema): string[] {
  const given = propertiesOf(input);
  const answered = propertiesOf(output);
  const isList = 'items' in answered;
  if (!isList) {
    const looks = ['list', 'search', 'query'].includes(verbOf(name)) || 'cursor' in given || 'nextCursor' in answered;
    return looks ? [`${name} looks like a list and answers no items`] : [];
  }
  const breaches: string[] = [];
  const { limit, cursor } = given;
  if (limit?.['default'] !== 25 || limit['maximum'] !== 100 || limit['minimum'] !== 1)
    breaches.push('limit is not 1 to 100, 25 unless told');
  if (cursor?.['type'] !== 'string') breaches.push('cursor is missing');
  const required = (input['required'] ?? []) as string[];
  if (required.includes('limit') || required.includes('cursor')) breaches.push('limit or cursor are required');
  if (answered['items']?.['type'] !== 'array') breaches.push('items is not a list');
  if (answered['nextCursor']?.['type'] !== 'string') breaches.push('nextCursor is missing');
  const promised = (output['required'] ?? []) as string[];
  if (!promised.includes('items') || promised.includes('nextCursor'))
    breaches.push('items is always there, nextCursor where there is more');
  return breaches;
}

export function outputBreaches(schema: Schema): string[] {
  const breaches: string[] = [];
  if (schema['type'] !== 'object') breaches.push('the output is not an object');
  if (Object.keys(propertiesOf(schema)).length === 0) breaches.push('the output says nothing');
  return breaches;
}

/** Names of tools that a text speaks of and that the server does not have. */
export function unknownMentions(text: string, tools: ReadonlySet<string>, fields: ReadonlySet<string>): string[] {
  const verbs = [...READ_VERBS, ...WRITE_VERBS, ...DESTRUCTIVE_VERBS];
  const words = text.match(/\b[a-z]+(?:_[a-z0-9]+)+\b/g) ?? [];
  return words.filter((word) => verbs.includes(verbOf(word)) && !tools.has(word) && !fields.has(word));
}

/**
 * What a definition costs a model, in tokens: a quarter of its listing's characters as compact JSON. Tokenisers of today's models
 * come to 3.5 to 4.5 characters a token on JSON Schema; the estimate is meant for comparing and for a ceiling, not for billing.
 */
export const tokenCost = (listing: ServedTool['listing']): number => Math.ceil(JSON.stringify(listing).length / 4);

export const propertiesOf = (schema: Schema): Readonly<Record<string, Schema>> =>
  (schema['properties'] ?? {}) as Record<string, Schema>;
