import { fromUtf8 } from './crypto';

/** One request to a simulated platform, with its own address put together again from the sandbox's path. */
export interface Call {
  method: string;
  /** The sandbox's origin, e.g. `http://localhost:8788`. */
  origin: string;
  host: string;
  /** The platform's path, still percent-encoded, e.g. `/api/chat.postMessage`. */
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: Uint8Array;
}

export async function readCall(request: Request): Promise<Call> {
  const url = new URL(request.url);
  const end = url.pathname.indexOf('/', 1);
  return {
    method: request.method,
    origin: url.origin,
    host: url.pathname.slice(1, end < 0 ? undefined : end),
    path: end < 0 ? '/' : url.pathname.slice(end),
    query: url.searchParams,
    headers: request.headers,
    body: new Uint8Array(await request.arrayBuffer()),
  };
}

export const contentType = (headers: Headers): string =>
  (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

export const bodyText = (call: Call): string => fromUtf8(call.body);

export type JsonObject = { [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** undefined when the text is not JSON: the platforms answer that in their own words. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function bodyForm(call: Call): URLSearchParams {
  return new URLSearchParams(contentType(call.headers) === 'application/x-www-form-urlencoded' ? bodyText(call) : '');
}

export function bearer(headers: Headers): string | undefined {
  return /^Bearer +(\S+)\s*$/i.exec(headers.get('authorization') ?? '')?.[1];
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
}

/** An answer decided deep inside a handler; the platform's dispatcher sends it. */
export class Answer extends Error {
  constructor(readonly response: Response) {
    super('answered');
  }
}
