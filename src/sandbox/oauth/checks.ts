import { sandboxCredentials } from '../../core/sandbox-credentials';
import { fromBase64, fromUtf8, sameText, sha256Base64Url } from '../kernel/crypto';
import { decodeOnce } from '../kernel/router';

export interface ClientCredentials {
  id: string;
  secret: string;
}

/** Credentials of an HTTP Basic header, form-decoded as RFC 6749 wants; undefined without a well-formed one. */
export function basicCredentials(headers: Headers): ClientCredentials | undefined {
  const encoded = /^Basic +(\S+)\s*$/i.exec(headers.get('authorization') ?? '')?.[1];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (!bytes) return undefined;
  const text = fromUtf8(bytes);
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const id = decodeOnce(text.slice(0, colon));
  const secret = decodeOnce(text.slice(colon + 1));
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

export function bodyCredentials(form: URLSearchParams): ClientCredentials | undefined {
  const id = form.get('client_id');
  return id === null ? undefined : { id, secret: form.get('client_secret') ?? '' };
}

export type ClientCheck = 'ok' | 'unknown client' | 'wrong secret';

export function checkClient(platform: string, given: ClientCredentials | undefined): ClientCheck {
  const { clientId, clientSecret } = sandboxCredentials(platform);
  if (!given || !sameText(given.id, clientId)) return 'unknown client';
  return sameText(given.secret, clientSecret) ? 'ok' : 'wrong secret';
}

/** RFC 7636, S256 only. A verifier without a challenge is as wrong as the other way round. */
export async function verifierFits(challenge: string | undefined, verifier: string | null): Promise<boolean> {
  if (challenge === undefined || verifier === null) return challenge === undefined && verifier === null;
  return /^[A-Za-z0-9\-._~]{43,128}$/.test(verifier) && sameText(await sha256Base64Url(verifier), challenge);
}

export const isChallenge = (text: string | null): text is string => /^[A-Za-z0-9_-]{43}$/.test(text ?? '');

export const words = (text: string | null, separator: RegExp): string[] => [
  ...new Set((text ?? '').split(separator).filter(Boolean)),
];
