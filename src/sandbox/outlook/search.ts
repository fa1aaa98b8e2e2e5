import { refuse } from './failure';
import { type Address, type StoredMessage } from './mailbox';

type Test = (message: StoredMessage) => boolean;

const people = (list: Address[]): string => list.map(({ name, address }) => `${name} ${address}`).join(' ');
const fileNames = ({ attachments }: StoredMessage): string => attachments.map(({ name }) => name).join(' ');

/** Properties that hold text, and where a word without a property is looked for. */
const TEXTS: Record<string, (message: StoredMessage) => string> = {
  from: ({ from }) => people([from]),
  to: ({ to }) => people(to),
  cc: ({ cc }) => people(cc),
  bcc: ({ bcc }) => people(bcc),
  recipients: ({ to, cc, bcc }) => people([...to, ...cc, ...bcc]),
  participants: ({ from, to, cc, bcc }) => people([from, ...to, ...cc, ...bcc]),
  subject: ({ subject }) => subject,
  body: ({ text }) => text,
  attachment: fileNames,
};
const anywhere = (message: StoredMessage): string =>
  `${people([message.from])} ${message.subject} ${message.text} ${fileNames(message)}`;

const DATES: Record<string, (message: StoredMessage) => number> = {
  received: ({ received }) => received,
  sent: ({ sent }) => sent,
};

const DAY = 86_400_000;

/** A day is compared as a whole: `=` is within it, `>` after it. */
const BY_DAY: Record<string, (at: number, day: number) => boolean> = {
  ':': (at, day) => at >= day && at < day + DAY,
  '=': (at, day) => at >= day && at < day + DAY,
  '>': (at, day) => at >= day + DAY,
  '>=': (at, day) => at >= day,
  '<': (at, day) => at < day,
  '<=': (at, day) => at < day + DAY,
};

const TOKEN = /\s*(?:([()])|(?:([A-Za-z]+)(:|>=|<=|=|<|>))?("[^"]*"|[^\s()"]+))/gy;

const invalid = (): never => refuse(400, 'BadRequest', 'Syntax error: the search clause could not be read as KQL.');

interface Token {
  bracket?: string;
  property?: string | undefined;
  operator?: string | undefined;
  value: string;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) return invalid();
    const [, bracket, property, operator, value = ''] = match;
    // A property may be followed by a list in brackets: its value is none of its own then.
    tokens.push(
      bracket === undefined ? { property: property?.toLowerCase(), operator, value } : { bracket, value: '' },
    );
  }
  return tokens;
}

/**
 * The Keyword Query Language, as far as Outlook's search takes it: words and phrases, properties, AND, OR, NOT and brackets; what merely
 * stands side by side is joined by AND. Words are found by their beginnings.
 */
export function parseSearch(clause: string): Test {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*$/s.exec(clause);
  if (!quoted) return invalid();
  const tokens = tokensOf((quoted[1] ?? '').replace(/\\(.)/g, '$1'));
  let at = 0;
  const word = () => (tokens[at]?.property === undefined ? tokens[at]?.value : undefined);
  const over = () => at >= tokens.length || tokens[at]?.bracket === ')';

  const either = (): Test => {
    const sides = [both()];
    while (word() === 'OR' && ++at) sides.push(both());
    return (message) => sides.some((side) => side(message));
  };
  const both = (): Test => {
    const sides = [single()];
    while (!over() && word() !== 'OR') {
      if (word() === 'AND') at += 1;
      sides.push(single());
    }
    return (message) => sides.every((side) => side(message));
  };
  const single = (): Test => {
    const token = tokens[at++] ?? invalid();
    if (token.property === undefined && token.value === 'NOT') {
      const inner = single();
      return (message) => !inner(message);
    }
    if (token.bracket === '(') {
      const inner = either();
      if (tokens[at++]?.bracket !== ')') return invalid();
      return inner;
    }
    return token.bracket === undefined ? testOf(token) : invalid();
  };

  const test = either();
  return at < tokens.length ? invalid() : test;
}

function testOf({ property, operator = ':', value }: Token): Test {
  const wanted = value.replace(/^"|"$/g, '').toLowerCase();
  if (property === undefined) return (message) => has(anywhere(message), wanted);
  const date = Object.hasOwn(DATES, property) ? DATES[property] : undefined;
  if (date) {
    const day = Date.parse(wanted);
    const compare = BY_DAY[operator];
    if (Number.isNaN(day) || !compare) return invalid();
    return (message) => compare(date(message), day);
  }
  if (property === 'hasattachments' || property === 'hasattachment') {
    return ({ attachments }) => attachments.length > 0 === (wanted === 'true' || wanted === 'yes');
  }
  if (property === 'importance') return ({ importance }) => importance === wanted;
  const read = Object.hasOwn(TEXTS, property) ? TEXTS[property] : undefined;
  // What is no property is a word with a colon in it.
  return read ? (message) => has(read(message), wanted) : (message) => has(anywhere(message), `${property}:${wanted}`);
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}@.]+/gu, ' ');

/** Does one of the words begin so, or the phrase stand there? */
const has = (text: string, wanted: string): boolean => {
  const beginning = plain(wanted.replace(/\*$/, '')).trim();
  return beginning === '' || ` ${plain(text)}`.includes(` ${beginning}`) || plain(text).includes(`@${beginning}`);
};
