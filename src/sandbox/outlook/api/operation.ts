import { bodyText, contentType, isObject, parseJson, type Call, type JsonObject } from '../../kernel/call';
import { type Token } from '../../oauth/tokens';
import { type Sandbox } from '../../platform';
import { refuse } from '../failure';
import { type Mailbox } from '../mailbox';

/** What the caller asked for in `Prefer`. */
export interface Preferences {
  immutableIds: boolean;
  text: boolean;
  pageSize?: number;
}

export interface Context {
  sandbox: Sandbox;
  token: Token;
  box: Mailbox;
  prefer: Preferences;
}

export interface Operation {
  /** Any one of them is enough. */
  scopes: readonly string[];
  run: (call: Call, params: Record<string, string>, context: Context) => Response | Promise<Response>;
}

export const READ = ['Mail.Read', 'Mail.ReadWrite'] as const;
export const CHANGE = ['Mail.ReadWrite'] as const;
export const SEND = ['Mail.Send'] as const;

export const BASE = '/v1.0/me';
export const GRAPH = 'https://graph.microsoft.com';

export function preferencesOf(headers: Headers): Preferences {
  const text = headers.get('prefer') ?? '';
  const size = Number(/odata\.maxpagesize\s*=\s*(\d+)/i.exec(text)?.[1] ?? NaN);
  return {
    immutableIds: /IdType\s*=\s*"ImmutableId"/i.test(text),
    text: /outlook\.body-content-type\s*=\s*"text"/i.test(text),
    ...(size > 0 && { pageSize: size }),
  };
}

export function readBody(call: Call): JsonObject {
  const text = bodyText(call);
  if (text.trim() === '') return refuse(400, 'BadRequest', 'Empty Payload. JSON content expected.');
  if (contentType(call.headers) !== 'application/json') {
    return refuse(415, 'UnsupportedMediaType', 'The content type has to be application/json.');
  }
  const parsed = parseJson(text);
  return isObject(parsed) ? parsed : refuse(400, 'BadRequest', 'Unable to read JSON request payload.');
}

/** OData's options among the parameters: those of the service begin with a dollar, and one it does not know is refused. */
export function options(call: Call, known: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of call.query) {
    const option = name.toLowerCase();
    if (!option.startsWith('$')) continue;
    if (!known.includes(option)) refuse(400, 'BadRequest', `The query parameter '${name}' is not supported.`);
    if (found.has(option)) refuse(400, 'BadRequest', `Query option '${name}' was specified more than once.`);
    found.set(option, value);
  }
  return found;
}

const whole = (name: string, text: string | undefined, fallback: number): number => {
  if (text === undefined) return fallback;
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(400, 'BadRequest', `Invalid value '${text}' for ${name}.`);
};

export interface Page<T> {
  page: T[];
  nextLink?: string;
}

/** One page by `$top` and `$skip`; the link to the next repeats the call with another `$skip`. */
export function paged<T>(call: Call, found: Map<string, string>, items: T[]): Page<T> {
  const top = whole('$top', found.get('$top'), 10);
  if (top < 1 || top > 1_000) return refuse(400, 'BadRequest', '$top has to be from 1 to 1000.');
  const start = whole('$skip', found.get('$skip'), 0);
  const end = start + top;
  if (end >= items.length) return { page: items.slice(start, end) };
  return { page: items.slice(start, end), nextLink: linkTo(call, '$skip', String(end)) };
}

export function linkTo(call: Call, name: string, value: string): string {
  const query = new URLSearchParams(call.query);
  for (const known of [...query.keys()]) if (known.toLowerCase() === name) query.delete(known);
  query.set(name, value);
  return `${GRAPH}${call.path}?${query.toString()}`;
}

export const contextOf = (what: string): string => `${GRAPH}/v1.0/$metadata#${what}`;

export const accepted = (): Response => new Response(null, { status: 202 });
