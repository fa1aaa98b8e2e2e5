import { type Store } from '../kernel/store';
import { toBase64Url, utf8 } from '../kernel/crypto';

const KEY = 'google:key';
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

interface KeyPair {
  kid: string;
  private: JsonWebKey;
  public: JsonWebKey;
}

/** The key Google's tokens are signed with here. Made on first use and kept, as clients keep what they fetched. */
async function keyPair(store: Store): Promise<KeyPair> {
  const known = store.read<KeyPair>(KEY);
  if (known) return known;
  const generated = await crypto.subtle.generateKey(
    { ...ALGORITHM, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ['sign', 'verify'],
  );
  if (!('privateKey' in generated)) throw new Error('no key pair was generated');
  const [secret, open] = await Promise.all([
    crypto.subtle.exportKey('jwk', generated.privateKey),
    crypto.subtle.exportKey('jwk', generated.publicKey),
  ]);
  if (secret instanceof ArrayBuffer || open instanceof ArrayBuffer) throw new Error('the key was not exported as JWK');
  /* Somebody else may have made one while this one was being generated. */
  const pair = store.read<KeyPair>(KEY) ?? { kid: crypto.randomUUID(), private: secret, public: open };
  store.write(KEY, pair);
  return pair;
}

export async function jwks(store: Store): Promise<{ keys: Record<string, unknown>[] }> {
  const { kid, public: open } = await keyPair(store);
  return { keys: [{ kid, kty: 'RSA', alg: 'RS256', use: 'sig', n: open.n, e: open.e }] };
}

export async function signJwt(store: Store, claims: Record<string, unknown>): Promise<string> {
  const pair = await keyPair(store);
  const key = await crypto.subtle.importKey('jwk', pair.private, ALGORITHM, false, ['sign']);
  const parts = [{ alg: 'RS256', kid: pair.kid, typ: 'JWT' }, claims];
  const signed = parts.map((part) => toBase64Url(utf8(JSON.stringify(part)))).join('.');
  const signature = await crypto.subtle.sign(ALGORITHM.name, key, utf8(signed));
  return `${signed}.${toBase64Url(new Uint8Array(signature))}`;
}
