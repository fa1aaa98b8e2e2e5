import { fromBase64 } from '../core/ids';
import { isForbiddenUrl } from '../core/url-guard';

/**
 * Is a client's id an address that may not be fetched? The OAuth library takes an https URL as the place of the client's metadata
 * document and asks for it; ids it gave out itself are no URLs.
 */
export const isForbiddenClient = (clientId: string): boolean =>
  URL.parse(clientId) !== null && isForbiddenUrl(clientId);

/**
 * Does a token request name such a client in any of the three places the library reads: the form, Basic credentials, or the issuer
 * of a client assertion?
 * @see RFC 6749 section 2.3.1, RFC 7523 section 3
 */
export function namesForbiddenClient(form: URLSearchParams, authorization: string | null): boolean {
  const named = [
    ...form.getAll('client_id'),
    basicUser(authorization),
    ...form.getAll('client_assertion').map(assertionIssuer),
  ];
  return named.some((clientId) => clientId !== undefined && isForbiddenClient(clientId));
}

function basicUser(authorization: string | null): string | undefined {
  const [, encoded] = /^basic[ \t]+(\S+)[ \t]*$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  return attempt(() => decodeURIComponent((atob(encoded).split(':', 1)[0] ?? '').replaceAll('+', ' ')));
}

function assertionIssuer(assertion: string): string | undefined {
  const claims = attempt((): unknown =>
    JSON.parse(new TextDecoder().decode(fromBase64(assertion.split('.')[1] ?? ''))),
  );
  const issuer = typeof claims === 'object' && claims !== null && 'iss' in claims ? claims.iss : undefined;
  return typeof issuer === 'string' ? issuer : undefined;
}

/** What cannot be read names nobody: the library refuses it too. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
