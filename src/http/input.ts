import { type Context } from 'hono';
import { z } from 'zod';
import { type App } from '../auth/person';
import { decodeUtf8, readBytes } from '../core/body';
import { invalidRequest } from '../core/errors';
import { checkJson, exceedsDepth } from '../core/json-limits';
import { allScopes } from '../registry';
import { isFormType } from './forms';

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

/** A JSON body, bounded in size, depth and content. @throws {SeneschalError} `invalid_request`. */
export async function readJson(c: Context<App>): Promise<unknown> {
  if (isFormType(c.req.header('content-type') ?? '')) throw invalidRequest('Send the body as application/json.');
  return parseJson(await readBytes(c.req.raw, MAX_JSON_BYTES));
}

export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
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
