import { bodyText, contentType, isObject, parseJson, type Call, type JsonObject } from '../kernel/call';
import { fromBase64, fromUtf8, toBase64, utf8 } from '../kernel/crypto';
import { refuse } from './failure';

/** Arguments of a method, from wherever Slack takes them: the query, a form, or JSON where the method accepts it. */
export class Args {
  /** Notes Slack adds to `response_metadata.warnings`. */
  readonly warnings: string[] = [];

  private constructor(private readonly values: JsonObject) {}

  static read(call: Call, takesJson: boolean): Args {
    const values: JsonObject = Object.fromEntries(call.query);
    /* Slack stopped taking tokens from query strings in 2021. */
    delete values.token;
    const args = new Args(values);
    if (call.method === 'GET') return args;
    const type = contentType(call.headers);
    if (type === 'application/x-www-form-urlencoded') {
      Object.assign(values, Object.fromEntries(new URLSearchParams(bodyText(call))));
    } else if (type === 'application/json') {
      const parsed = parseJson(bodyText(call) || '{}');
      if (parsed === undefined) refuse('invalid_json');
      if (!isObject(parsed)) return refuse('json_not_object');
      if (!/charset=/i.test(call.headers.get('content-type') ?? '')) args.warnings.push('missing_charset');
      /* Methods that only take forms do not see JSON at all. */
      if (takesJson) Object.assign(values, { ...parsed, token: undefined });
    } else if (call.body.length > 0) refuse(type ? 'invalid_post_type' : 'missing_post_type');
    return args;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return invalid(`[ERROR] must be a string [json-pointer:/${name}]`);
  }

  need(name: string): string {
    return this.text(name) ?? invalid(`[ERROR] missing required field: ${name}`);
  }

  flag(name: string): boolean {
    return ['true', '1', 't'].includes(this.text(name)?.toLowerCase() ?? '');
  }

  /** Bounded as Slack bounds it: too large is an error, not a smaller page. */
  int(name: string, fallback: number, max: number, code: string): number {
    const text = this.text(name);
    if (text === undefined || text === '0') return fallback;
    const value = Number(text);
    return Number.isInteger(value) && value > 0 && value <= max ? value : refuse(code);
  }

  /** Blocks and attachments: arrays in JSON, JSON text in forms. */
  list(name: string, code: string): JsonObject[] | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    const parsed = typeof value === 'string' ? parseJson(value) : value;
    if (!Array.isArray(parsed)) return refuse(code);
    return parsed.map((item: unknown) => (isObject(item) ? item : refuse(code)));
  }
}

export const invalid = (...messages: string[]): never =>
  refuse('invalid_arguments', { response_metadata: { messages } });

export const cursorOf = (kind: string, value: string | number): string => toBase64(utf8(`${kind}:${value}`));

/** What `cursorOf` put in; refuses a cursor of another list. */
export function readCursor(kind: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const bytes = fromBase64(cursor);
  const text = bytes ? fromUtf8(bytes) : '';
  return text.startsWith(`${kind}:`) ? text.slice(kind.length + 1) : refuse('invalid_cursor');
}

/** One page of a list that is cut by position, and the cursor of the next. */
export function pageOf<T>(kind: string, items: T[], cursor: string | undefined, limit: number): [T[], string] {
  const start = Number(readCursor(kind, cursor) ?? 0);
  if (!Number.isInteger(start) || start < 0) return refuse('invalid_cursor');
  const end = start + limit;
  return [items.slice(start, end), end < items.length ? cursorOf(kind, end) : ''];
}
