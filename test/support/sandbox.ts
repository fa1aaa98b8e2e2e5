import { exports } from 'cloudflare:workers';
import { env } from 'cloudflare:test';
import { vi } from 'vitest';

const SANDBOX = 'http://sandbox.test';

type Watcher = (request: Request, answer: Response) => void | Promise<void>;
const watchers = new Set<Watcher>();

/**
 * Sends every outbound request of the Worker to the sandbox in the same runtime, and the sandbox's webhooks to the Worker; any other
 * host is an error, never the internet.
 */
export function routeOutbound(): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (url.origin === env.PUBLIC_URL) return deliver(request);
    if (url.origin !== SANDBOX) throw new TypeError(`a test reached for ${url.origin}`);
    return sandbox(request);
  });
}

function deliver(request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set('host', new URL(request.url).host);
  return exports.default.fetch(new Request(request, { headers, redirect: 'manual' }));
}

/** One request to the sandbox, seen by everybody who watches. */
export async function sandbox(request: Request): Promise<Response> {
  const seen = request.clone();
  const answer = await env.WORLD.getByName('world').fetch(request);
  const { status, headers } = answer;
  const body = status === 204 || status === 304 ? null : await answer.arrayBuffer();
  for (const watcher of watchers) await watcher(seen.clone(), new Response(body, { status, headers }));
  return new Response(body, { status, headers });
}

/** Calls the sandbox's control API, `path` below `/_control/`. */
export async function control<T = unknown>(
  path: string,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
): Promise<T> {
  const init: RequestInit = {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  };
  const response = await env.WORLD.getByName('world').fetch(`${SANDBOX}/_control/${path}`, init);
  if (response.status >= 400) throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
  return await response.json();
}

export function watch(watcher: Watcher): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
