import { bodyText, contentType, isObject, parseJson, type Call, type JsonObject } from '../../kernel/call';
import { type Token } from '../../oauth/tokens';
import { type Sandbox } from '../../platform';
import { refuse } from '../failure';
import { type Mailbox } from '../mailbox';
import { GMAIL_SCOPES } from '../oauth';

export interface Context {
  sandbox: Sandbox;
  token: Token;
  box: Mailbox;
  email: string;
}

export interface Operation {
  /** Any one of them is enough. */
  scopes: readonly string[];
  /** Quota units. */
  units: number;
  run: (call: Call, params: Record<string, string>, context: Context) => Response;
}

const { full, modify, readonly, compose, send, labels, metadata } = GMAIL_SCOPES;

export const SCOPES = {
  profile: [full, compose, metadata, modify, readonly],
  list: [full, metadata, modify, readonly],
  read: [full, modify, readonly],
  change: [full, modify],
  drafts: [full, compose, modify],
  readDrafts: [full, compose, modify, readonly],
  send: [full, compose, modify, send],
  labels: [full, labels, metadata, modify, readonly],
  changeLabels: [full, labels, modify],
} as const;

export function readBody(call: Call): JsonObject {
  const type = contentType(call.headers);
  const text = bodyText(call);
  if (text.trim() === '') return {};
  if (type !== 'application/json') return refuse(400, `Unsupported content type: ${type || 'none'}.`);
  const parsed = parseJson(text);
  return isObject(parsed) ? parsed : refuse(400, 'Invalid JSON payload received.', { reason: 'parseError' });
}

/** A list of texts in a body; Google says which field it could not read. */
export function texts(body: JsonObject, name: string): string[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value)) return refuse(400, `Invalid value at '${name}' (TYPE_STRING)`);
  return value.map((item: unknown) =>
    typeof item === 'string' ? item : refuse(400, `Invalid value at '${name}' (TYPE_STRING)`),
  );
}

export function flag(call: Call, name: string): boolean {
  return call.query.get(name)?.toLowerCase() === 'true';
}

export function pageSize(call: Call, fallback = 100, most = 500): number {
  const text = call.query.get('maxResults');
  if (text === null) return fallback;
  const value = Number(text);
  const valid = Number.isInteger(value) && value >= 0 && /^\d+$/.test(text);
  return valid
    ? Math.min(value || fallback, most)
    : refuse(400, `Invalid value at 'max_results' (TYPE_UINT32), "${text}"`);
}

/** Page tokens are digits at Google; here they hold the position behind a prefix that is not one. */
export function pageStart(call: Call): number {
  const token = call.query.get('pageToken');
  if (token === null || token === '') return 0;
  const [, position] = /^0?9(\d{1,15})7$/.exec(token) ?? [];
  return position === undefined ? refuse(400, 'Invalid pageToken') : Number(position);
}

export const pageToken = (position: number): string => `09${position}7`;

export function paged<T>(call: Call, items: T[], size: number): { page: T[]; nextPageToken?: string } {
  const start = pageStart(call);
  const end = start + size;
  return { page: items.slice(start, end), ...(end < items.length ? { nextPageToken: pageToken(end) } : {}) };
}
