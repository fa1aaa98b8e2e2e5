import { z } from 'zod';
import { fromBase64 } from './ids';
import { WEBHOOK_TOLERANCE_MS } from './signatures';

const MAX_LENGTH = 8_192;
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

const headerShape = z.object({ alg: z.literal('RS256'), kid: z.string().min(1).max(200), crit: z.never().optional() });

const claimsShape = z.looseObject({ iss: z.string(), aud: z.string(), iat: z.number(), exp: z.number() });
export type Claims = z.output<typeof claimsShape>;

/** What an OpenID Connect token must say besides being signed. */
export interface Expected {
  issuers: readonly string[];
  audience: string;
  /** Milliseconds since 1970. */
  now: number;
  key: (kid: string) => Promise<JsonWebKey | undefined>;
}

/**
 * Checks an OpenID Connect token: RS256 and nothing else, whatever its header asks for; issuer, audience, and times with 300 s for
 * clocks that differ. Claims are looked at before the key is asked for, so that nobody makes us fetch keys with just any token.
 * @returns its claims, undefined where it is not good.
 * @throws what `key` throws.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function verifyIdToken(token: string, expected: Expected): Promise<Claims | undefined> {
  const parts = token.length > MAX_LENGTH ? [] : token.split('.');
  const [head = '', body = '', signature = ''] = parts;
  if (parts.length !== 3) return undefined;
  const header = headerShape.safeParse(decodeJson(head));
  const claims = claimsShape.safeParse(decodeJson(body));
  if (!header.success || !claims.success || !fits(claims.data, expected)) return undefined;
  const jwk = await expected.key(header.data.kid);
  if (jwk?.kty !== 'RSA') return undefined;
  const bytes = decodeBytes(signature);
  if (bytes === undefined) return undefined;
  const { n, e } = jwk;
  const key = await crypto.subtle.importKey('jwk', { kty: 'RSA', n, e }, ALGORITHM, false, ['verify']);
  const signed = new TextEncoder().encode(`${head}.${body}`);
  return (await crypto.subtle.verify(ALGORITHM.name, key, bytes, signed)) ? claims.data : undefined;
}

const fits = ({ iss, aud, iat, exp }: Claims, { issuers, audience, now }: Expected): boolean =>
  issuers.includes(iss) &&
  aud === audience &&
  iat * 1000 <= now + WEBHOOK_TOLERANCE_MS &&
  exp * 1000 >= now - WEBHOOK_TOLERANCE_MS &&
  iat < exp;

/** A part of a token, read; undefined where it is none. Reading proves nothing. */
export function decodeJson(part: string): unknown {
  const bytes = decodeBytes(part);
  try {
    return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

const symmetricHeader = z.object({ alg: z.literal('HS256'), crit: z.never().optional() });
const symmetricClaims = z.looseObject({ aud: z.string(), exp: z.number(), iat: z.number().optional() });
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/**
 * Checks a token signed with a shared secret: HS256 and nothing else, made out to `audience`, not at its end and not from the future,
 * with 300 s for clocks that differ.
 * @param now milliseconds since 1970.
 * @see https://www.rfc-editor.org/rfc/rfc7519
 */
export async function verifySharedSecretToken(
  token: string,
  secret: string,
  { audience, now }: { audience: string; now: number },
): Promise<boolean> {
  const parts = token.length > MAX_LENGTH ? [] : token.split('.');
  const [head = '', body = '', signature = ''] = parts;
  const bytes = decodeBytes(signature);
  if (parts.length !== 3 || bytes === undefined || secret === '') return false;
  const claims = symmetricClaims.safeParse(decodeJson(body));
  if (!symmetricHeader.safeParse(decodeJson(head)).success || !claims.success) return false;
  const { aud, exp, iat = 0 } = claims.data;
  if (aud !== audience || exp * 1000 < now - WEBHOOK_TOLERANCE_MS || iat * 1000 > now + WEBHOOK_TOLERANCE_MS)
    return false;
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), HMAC, false, ['verify']);
  return crypto.subtle.verify('HMAC', key, bytes, encoder.encode(`${head}.${body}`));
}

function decodeBytes(part: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return /^[\w-]+$/.test(part) ? fromBase64(part) : undefined;
  } catch {
    return undefined;
  }
}
