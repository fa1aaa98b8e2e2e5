import { SeneschalError } from './errors';
import { toSandboxUrl } from './sandbox-credentials';

export const DEFAULT_TIMEOUT_MS = 20_000;
export const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;
const MAX_REDIRECTS = 3;

export interface OutboundRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface OutboundOptions {
  /** The only origins that may be reached: full URLs whose host counts; `https://*.example.com` covers every subdomain. */
  origins: readonly string[];
  /** Set where the platform is simulated. */
  sandboxUrl?: string;
  timeoutMs?: number;
  maxBytes?: number;
}

export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Is `url` an https URL on one of the declared hosts, without credentials in it? */
export function isAllowedUrl(url: string, origins: readonly string[]): boolean {
  const parsed = URL.parse(url);
  if (
    parsed === null ||
    parsed.protocol !== 'https:' ||
    parsed.username !== '' ||
    parsed.password !== '' ||
    parsed.port !== ''
  )
    return false;
  return origins.some((origin) => {
    const host = origin.replace(/^https:\/\//, '').split('/', 1)[0] ?? '';
    return host.startsWith('*.') ? parsed.hostname.endsWith(host.slice(1)) : parsed.hostname === host;
  });
}

/**
 * Sends one request to a platform: fixed hosts, time and size caps, redirects only among the declared hosts and without the
 * credentials once the host changes.
 * @throws {SeneschalError} `timeout`, `network` or `invalid_response`; `internal` for a host that is not declared.
 */
export async function send(request: OutboundRequest, options: OutboundOptions): Promise<RawResponse> {
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new DOMException('the platform took too long', 'TimeoutError')),
    options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  );
  try {
    return await follow(request, options, timeout.signal);
  } finally {
    // A timer left running (as that of `AbortSignal.timeout`) would keep the calling object awake for the rest of it.
    clearTimeout(timer);
  }
}

async function follow(request: OutboundRequest, options: OutboundOptions, signal: AbortSignal): Promise<RawResponse> {
  let { url, headers } = request;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (!isAllowedUrl(url, options.origins)) {
      throw new SeneschalError('internal', 'The platform pointed outside its own hosts. Nothing was sent.', {
        detail: `host of ${URL.parse(url)?.host}`,
      });
    }
    const target = options.sandboxUrl === undefined ? url : toSandboxUrl(url, options.sandboxUrl);
    const response = await attempt(target, {
      method: request.method,
      headers,
      body: request.body,
      redirect: 'manual',
      signal,
    });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null && request.method === 'GET') {
      await response.body?.cancel();
      const next = URL.parse(location, url);
      if (next === null) {
        throw new SeneschalError(
          'invalid_response',
          'The platform redirected to an unusable address. Try again later.',
        );
      }
      if (next.host !== new URL(url).host) headers = withoutCredentials(headers);
      url = next.href;
      continue;
    }
    const bytes = await readCapped(response, options.maxBytes ?? DEFAULT_MAX_BYTES);
    return { status: response.status, headers: Object.fromEntries(response.headers), bytes };
  }
  throw new SeneschalError('invalid_response', 'The platform redirected too often. Try again later.');
}

async function attempt(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw unreachable(error);
  }
}

async function readCapped(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array();
  const declared = Number(response.headers.get('content-length') ?? Number.NaN);
  if (declared > maxBytes) {
    await response.body.cancel();
    throw tooLarge(maxBytes);
  }
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      total += part.value.byteLength;
      if (total > maxBytes) {
        await reader.cancel();
        throw tooLarge(maxBytes);
      }
      chunks.push(part.value);
    }
  } catch (error) {
    throw error instanceof SeneschalError ? error : unreachable(error);
  }
  if (!response.headers.has('content-encoding') && Number.isFinite(declared) && declared !== total) {
    throw new SeneschalError('network', 'The platform’s answer was cut off. Try again in a moment.', {
      detail: `${total} of ${declared} bytes`,
    });
  }
  const out = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.byteLength;
  }
  return out;
}

const tooLarge = (maxBytes: number): SeneschalError =>
  new SeneschalError(
    'invalid_response',
    `The platform’s answer is larger than ${Math.floor(maxBytes / 1024)} KiB. Ask for less at once.`,
  );

function unreachable(error: unknown): SeneschalError {
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError' || name === 'AbortError') {
    return new SeneschalError('timeout', 'The platform did not answer in time. Try again in a moment.', {
      cause: error,
    });
  }
  return new SeneschalError('network', 'The platform could not be reached. Try again in a moment.', {
    detail: String(error),
    cause: error,
  });
}

/** A platform may carry its key in a header of any name: only what is known to be none goes on to another host. */
function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(accept|accept-language|range|user-agent)$/i.test(name)),
  );
}
