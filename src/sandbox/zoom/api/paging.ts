import { type Call } from '../../kernel/call';
import { fromBase64, fromUtf8, toBase64Url, utf8 } from '../../kernel/crypto';
import { refuse } from '../failure';

const TOKEN_LIFE_MS = 15 * 60_000;
const MOST = 300;

export interface Page<T> {
  items: T[];
  next: string;
  size: number;
}

/** `next_page_token` holds the list it belongs to and when it was given: Zoom forgets it after a quarter of an hour. */
export function pageOf<T>(call: Call, list: string, items: T[], now: number): Page<T> {
  const size = pageSize(call);
  const start = position(call.query.get('next_page_token') ?? '', list, now);
  const end = start + size;
  const next = end < items.length ? toBase64Url(utf8(JSON.stringify([list, end, now]))) : '';
  return { items: items.slice(start, end), next, size };
}

function pageSize(call: Call): number {
  const text = call.query.get('page_size');
  if (text === null || text === '') return 30;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1) return refuse(400, 300, 'Invalid parameter: page_size.');
  return Math.min(size, MOST);
}

function position(token: string, list: string, now: number): number {
  if (!token) return 0;
  const bytes = fromBase64(token);
  const parts = /^\["(.*)",(\d+),(\d+)\]$/.exec(bytes ? fromUtf8(bytes) : '');
  const [, owner, start, given] = parts ?? [];
  const fresh = now - Number(given) < TOKEN_LIFE_MS;
  return owner === list && fresh ? Number(start) : refuse(400, 300, 'The next page token is invalid or expired.');
}
