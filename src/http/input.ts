import { type Context } from 'hono';
import { z } from 'zod';
import { type App } from '../auth/person';
import { invalidRequest, SeneschalError } from '../core/errors';
import { checkJson, exceedsDepth } from '../core/json-limits';
import { allScopes } from '../registry';

const MAX_JSON_BYTES = 256 * 1024;

/** Scopes a person may grant, each known to the registry. */
export const scopesInput = z
  .array(z.string().max(100))
  .min(1, 'name at least one scope')
  .max(200)
  .refine((scopes) => scopes.every((scope) => allScopes.includes(scope)), {
    error: `unknown scope; known: ${allScopes.join(' ')}`,
  })
  .transform((scopes) => [...new Set(scopes)]);

/** The raw body, refused above `maxBytes`. @throws {TooLarge} */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new TooLarge(maxBytes);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    total += chunk.byteLength;
    if (total > maxBytes) throw new TooLarge(maxBytes);
    chunks.push(chunk);
  }
  const out = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.byteLength;
  }
  return out;
}

/** A JSON body, bounded in size, depth and content. @throws {SeneschalError} `invalid_request`. */
export async function readJson(c: Context<App>): Promise<unknown> {
  return parseJson(await readBytes(c.req.raw, MAX_JSON_BYTES));
}

export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw invalidRequest('The body is not valid UTF-8.');
  }
  if (exceedsDepth(text)) throw invalidRequest('The JSON is nested too deep.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidRequest('The body is not valid JSON.');
  }
  checkJson(value);
  return value;
}

/** The body is beyond its cap: answered 413. */
export class TooLarge extends SeneschalError {
  constructor(maxBytes: number) {
    super('invalid_request', `The body is larger than ${maxBytes} bytes.`);
  }
}
