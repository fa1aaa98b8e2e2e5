import { type StoredLabel } from './labels';
import { type StoredMessage } from './mailbox';

export interface SearchContext {
  labels: readonly StoredLabel[];
  now: number;
  /** The searching person's own address, which `me` stands for. */
  me: string;
}

type Test = (message: StoredMessage) => boolean;

export interface Query {
  test: Test;
  /** Spam and trash are only looked into when the query names them. */
  includesHidden: boolean;
}

const DAY = 86_400_000;

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Gmail finds whole words, in any order; a phrase finds the words next to each other. */
function contains(field: string, words: string): boolean {
  const pattern = fold(words)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('[^\\p{L}\\p{N}]+');
  return pattern !== '' && new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'u').test(fold(field));
}

const everything = ({ subject, text, from, to, cc, files }: StoredMessage): string =>
  [subject, text, from, to, cc, files.join(' ')].join('\n');

const TOKEN = /\s*(\(|\)|\{|\}|-?(?:[A-Za-z_]+:)?"[^"]*"|-?[A-Za-z_]+:(?=[({])|[^\s(){}]+)/y;

function tokens(query: string): string[] {
  const out: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(query); match; match = TOKEN.exec(query)) if (match[1]) out.push(match[1]);
  return out;
}

export function parseQuery(text: string, context: SearchContext): Query {
  const list = tokens(text);
  const hidden = /\b(in|label):"?(anywhere|spam|trash)\b/i.test(text);
  const parser = new Parser(list, context);
  return { test: parser.parse(), includesHidden: hidden };
}

/** Terms side by side all have to hold; `OR` and braces ask for one of them. */
class Parser {
  private at = 0;

  constructor(
    private readonly list: string[],
    private readonly context: SearchContext,
  ) {}

  parse(): Test {
    const all: Test[] = [];
    while (this.at < this.list.length) {
      if (this.list[this.at] === ')' || this.list[this.at] === '}') this.at += 1;
      else all.push(this.group(undefined, '', false));
    }
    return every(all);
  }

  /** Up to the closing bracket, or the end. `operator` is what stood before the bracket, as in `from:(a OR b)`. */
  private group(close: ')' | '}' | undefined, operator: string, any: boolean): Test {
    const alternatives: Test[][] = [[]];
    while (this.at < this.list.length) {
      const token = this.list[this.at] ?? '';
      if (token === ')' || token === '}') {
        if (close === undefined) break;
        this.at += 1;
        break;
      }
      this.at += 1;
      if (token === 'AND') continue;
      if (token === 'OR' || token === '|')
        alternatives.at(-1)?.push(some([this.last(alternatives), this.term(operator)]));
      else alternatives.at(-1)?.push(this.read(token, operator));
    }
    const [terms = []] = alternatives;
    return any ? some(terms) : every(terms);
  }

  private last(alternatives: Test[][]): Test {
    return alternatives.at(-1)?.pop() ?? (() => false);
  }

  private term(operator: string): Test {
    const token = this.list[this.at];
    if (token === undefined || token === ')' || token === '}') return () => false;
    this.at += 1;
    return this.read(token, operator);
  }

  private read(token: string, outer: string): Test {
    if (token === '(') return this.group(')', outer, false);
    if (token === '{') return this.group('}', outer, true);
    if (token === '-') return this.negated(outer);
    const negative = token.startsWith('-') && token.length > 1;
    const bare = negative ? token.slice(1) : token;
    const [, operator = outer, rest = bare] = /^([A-Za-z_]+):(.*)$/s.exec(bare) ?? [];
    if (rest === '' && operator !== outer) {
      const next = this.term(operator.toLowerCase());
      return negative ? (message) => !next(message) : next;
    }
    const value = rest.replace(/^"|"$/g, '');
    const test = operator ? operatorTest(operator.toLowerCase(), value, this.context) : plain(value);
    const result = test ?? plain(bare.replaceAll('"', ''));
    return negative ? (message) => !result(message) : result;
  }

  private negated(outer: string): Test {
    const next = this.term(outer);
    return (message) => !next(message);
  }
}

const plain =
  (value: string): Test =>
  (message) =>
    contains(everything(message), value);

const every =
  (tests: Test[]): Test =>
  (message) =>
    tests.every((test) => test(message));
const some =
  (tests: Test[]): Test =>
  (message) =>
    tests.some((test) => test(message));

function addressTest(field: (message: StoredMessage) => string, value: string, me: string): Test {
  const wanted = fold(value) === 'me' ? me : value;
  return (message) =>
    contains(field(message), wanted) || (/[@.]/.test(wanted) && fold(field(message)).includes(fold(wanted)));
}

/** undefined for what is no operator: Gmail then looks for the words. */
function operatorTest(operator: string, value: string, context: SearchContext): Test | undefined {
  switch (operator) {
    case 'from':
      return addressTest(({ from }) => from, value, context.me);
    case 'to':
      return addressTest(({ to, cc, bcc }) => `${to}\n${cc}\n${bcc}`, value, context.me);
    case 'cc':
      return addressTest(({ cc }) => cc, value, context.me);
    case 'bcc':
      return addressTest(({ bcc }) => bcc, value, context.me);
    case 'subject':
      return ({ subject }) => contains(subject, value);
    case 'label':
    case 'in':
      return labelTest(value, context);
    case 'category':
      return ({ labels }) => labels.includes(`CATEGORY_${value.toUpperCase().replace('PRIMARY', 'PERSONAL')}`);
    case 'is':
      return isTest(value.toLowerCase());
    case 'has':
      return hasTest(value.toLowerCase());
    case 'filename':
      return ({ files }) => files.some((file) => contains(file, value) || fold(file).endsWith(`.${fold(value)}`));
    case 'list':
      return ({ listId }) => listId !== '' && fold(listId).includes(fold(value));
    case 'rfc822msgid':
      return ({ messageId }) => messageId.replace(/^<|>$/g, '') === value.replace(/^<|>$/g, '');
    case 'larger':
    case 'smaller':
    case 'size':
      return sizeTest(operator, value);
    default:
      return timeTest(operator, value, context.now);
  }
}

const slug = (name: string): string => fold(name).replace(/[\s/&]+/g, '-');

function labelTest(value: string, { labels }: SearchContext): Test {
  const wanted = slug(value);
  if (wanted === 'anywhere') return () => true;
  if (wanted === 'archive')
    return (m) => !['INBOX', 'SENT', 'DRAFT', 'SPAM', 'TRASH'].some((l) => m.labels.includes(l));
  const names: Record<string, string> = { drafts: 'draft', important: 'important' };
  const label = labels.find(({ id, name }) => slug(name) === (names[wanted] ?? wanted) || id.toLowerCase() === wanted);
  return (message) => label !== undefined && message.labels.includes(label.id);
}

function isTest(value: string): Test | undefined {
  if (value === 'read') return ({ labels }) => !labels.includes('UNREAD');
  const name = { unread: 'UNREAD', starred: 'STARRED', important: 'IMPORTANT', chat: 'CHAT' }[value];
  return name === undefined ? undefined : ({ labels }) => labels.includes(name);
}

function hasTest(value: string): Test | undefined {
  const own = (label: string) => label.startsWith('Label_');
  if (value === 'attachment') return ({ files }) => files.length > 0;
  if (value === 'userlabels') return ({ labels }) => labels.some(own);
  if (value === 'nouserlabels') return ({ labels }) => !labels.some(own);
  return undefined;
}

function sizeTest(operator: string, value: string): Test {
  const [, digits = '', unit = ''] = /^(\d+)([kKmM]?)/.exec(value) ?? [];
  const factor = unit.toLowerCase() === 'm' ? 1_048_576 : unit ? 1024 : 1;
  const limit = Number(digits) * factor;
  return ({ size }) => (operator === 'smaller' ? size < limit : size > limit);
}

const UNITS: Record<string, number> = { h: DAY / 24, d: DAY, m: 30 * DAY, y: 365 * DAY };

/** Dates are days of the Pacific time zone at Google; here they are UTC days. Numbers are Unix seconds. */
function moment(value: string): number | undefined {
  if (/^\d{9,10}$/.test(value)) return Number(value) * 1000;
  const [, year, month, day] = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(value) ?? [];
  if (year !== undefined) return Date.UTC(Number(year), Number(month) - 1, Number(day));
  const [, usMonth, usDay, usYear] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value) ?? [];
  return usYear === undefined ? undefined : Date.UTC(Number(usYear), Number(usMonth) - 1, Number(usDay));
}

function timeTest(operator: string, value: string, now: number): Test | undefined {
  if (operator === 'newer_than' || operator === 'older_than') {
    const [, count = '', unit = ''] = /^(\d+)([hdmy])$/.exec(value.toLowerCase()) ?? [];
    const edge = now - Number(count) * (UNITS[unit] ?? NaN);
    if (Number.isNaN(edge)) return () => false;
    return ({ date }) => (operator === 'newer_than' ? date >= edge : date < edge);
  }
  const after = operator === 'after' || operator === 'newer';
  if (!after && operator !== 'before' && operator !== 'older') return undefined;
  const edge = moment(value);
  if (edge === undefined) return () => false;
  return ({ date }) => (after ? date >= edge : date < edge);
}
