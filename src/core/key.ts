import { type ApiKey, type KeyIdentity } from './define-connector';
import { invalidRequest } from './errors';
import { sha256 } from './ids';

/** A key as a person gave it: its fields by name. */
export type Key = Readonly<Record<string, string>>;

/**
 * Reads a key a person gave: every field of the shape it has to have, and none besides.
 * @throws {SeneschalError} `invalid_request` that names the field and its shape, never its value.
 */
export function readKey(auth: ApiKey, given: Readonly<Record<string, unknown>>): Key {
  const known = new Set(auth.fields.map(({ name }) => name));
  const odd = Object.keys(given).find((name) => !known.has(name));
  if (odd !== undefined) throw invalidRequest(`${odd.slice(0, 40)}: a key here has ${[...known].join(', ')}.`);
  const key: Record<string, string> = {};
  for (const { name, label, optional, pattern, example } of auth.fields) {
    const raw = given[name] ?? '';
    const value = typeof raw === 'string' ? raw.trim() : undefined;
    if (value === '' && optional === true) continue;
    if (value === undefined || value.length > 500 || !new RegExp(`^(?:${pattern.source})$`, pattern.flags).test(value))
      throw invalidRequest(`${name}: ${label} looks like ${example}.`);
    key[name] = value;
  }
  return key;
}

/** What the connector's own functions may know of a key. */
export async function identifyKey(auth: ApiKey, key: Key): Promise<KeyIdentity> {
  const secret = auth.fields.filter((field) => field.secret).map(({ name }) => key[name] ?? '');
  const open = auth.fields.filter((field) => !field.secret).map(({ name }) => [name, key[name] ?? ''] as const);
  const fingerprint = (await sha256(JSON.stringify(['key', ...secret]))).slice(0, 22);
  return { given: Object.fromEntries(open), fingerprint };
}

/** Whoever signs in, or has nothing to sign in with, brings no key. */
export const NO_KEY: KeyIdentity = { given: {}, fingerprint: '' };

/** How a key is kept where tokens are: sealed, as one text. */
export const writeKey = (key: Key): string => JSON.stringify(key);
export const parseKey = (text: string): Key => JSON.parse(text) as Key;
