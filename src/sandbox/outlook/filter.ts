import { refuse } from './failure';
import { type StoredMessage } from './mailbox';

type Value = string | number | boolean;
type Test = (message: StoredMessage) => boolean;

/** What can be compared, with its value as the service compares it; moments are milliseconds. */
const PROPERTIES: Record<string, (message: StoredMessage) => Value> = {
  receivedDateTime: ({ received }) => received,
  sentDateTime: ({ sent }) => sent,
  createdDateTime: ({ created }) => created,
  lastModifiedDateTime: ({ modified }) => modified,
  subject: ({ subject }) => subject.toLowerCase(),
  conversationId: ({ conversationId }) => conversationId,
  internetMessageId: ({ internetMessageId }) => internetMessageId,
  isRead: ({ read }) => read,
  isDraft: ({ draft }) => draft,
  hasAttachments: ({ attachments }) => attachments.some(({ inline }) => !inline),
  importance: ({ importance }) => importance,
  'flag/flagStatus': ({ flagged }) => (flagged ? 'flagged' : 'notflagged'),
  'from/emailAddress/address': ({ from }) => from.address.toLowerCase(),
  'from/emailAddress/name': ({ from }) => from.name.toLowerCase(),
};

/** Kept as they are: of these two texts that differ in case are different. */
const EXACT = ['conversationId', 'internetMessageId'];

const COMPARE: Record<string, (a: Value, b: Value) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};

const FUNCTIONS: Record<string, (a: string, b: string) => boolean> = {
  startswith: (a, b) => a.startsWith(b),
  contains: (a, b) => a.includes(b),
};

const TOKEN = /\s*(?:('(?:[^']|'')*')|([()\[\],])|([^\s()',]+))/gy;

const invalid = (why: string): never => refuse(400, 'BadRequest', `Invalid filter clause: ${why}`);

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) return invalid(`a syntax error at position ${at} in '${text}'.`);
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return tokens;
}

export interface Filter {
  test: Test;
  /** The properties it speaks of, in order. */
  properties: string[];
}

/** OData's `$filter`, as far as mail goes: comparisons, `startswith` and `contains`, joined by `and`, `or`, `not` and brackets. */
export function parseFilter(text: string): Filter {
  const tokens = tokensOf(text);
  const properties: string[] = [];
  let at = 0;
  const peek = () => tokens[at]?.toLowerCase();
  const take = (): string => tokens[at++] ?? invalid('it ends too early.');
  const expect = (token: string): void => {
    if (take() !== token) invalid(`'${token}' was expected.`);
  };

  const either = (): Test => {
    const sides = [both()];
    while (peek() === 'or' && take()) sides.push(both());
    return (message) => sides.some((side) => side(message));
  };
  const both = (): Test => {
    const sides = [single()];
    while (peek() === 'and' && take()) sides.push(single());
    return (message) => sides.every((side) => side(message));
  };
  const single = (): Test => {
    if (peek() === 'not' && take()) {
      const inner = single();
      return (message) => !inner(message);
    }
    if (peek() === '(' && take()) {
      const inner = either();
      expect(')');
      return inner;
    }
    const name = take();
    const test = FUNCTIONS[name.toLowerCase()];
    if (test) {
      expect('(');
      const read = property(take());
      expect(',');
      const wanted = String(literal(take())).toLowerCase();
      expect(')');
      return (message) => test(String(read(message)), wanted);
    }
    const read = property(name);
    const compare = COMPARE[take().toLowerCase()] ?? invalid('an operator was expected.');
    const given = literal(take());
    const wanted = typeof given === 'string' && !EXACT.includes(name) ? given.toLowerCase() : given;
    return (message) => compare(read(message), wanted);
  };
  const property = (name: string) => {
    const read = PROPERTIES[name] ?? invalid(`could not find a property named '${name}'.`);
    properties.push(name);
    return read;
  };

  const test = either();
  if (at < tokens.length) return invalid(`'${tokens[at]}' was not expected.`);
  return { test, properties };
}

function literal(token: string): Value {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === 'true' || token === 'false') return token === 'true';
  const date = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(token) ? Date.parse(token) : NaN;
  return Number.isNaN(date) ? invalid(`'${token}' is no value.`) : date;
}

/** What a list can be sorted by. */
export const sortValue = (name: string): ((message: StoredMessage) => Value) | undefined =>
  Object.hasOwn(PROPERTIES, name) ? PROPERTIES[name] : undefined;
