import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64, toBase64Url } from '../../core/ids';
import { webhook } from './webhook';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const AUDIENCE = 'https://seneschal.example/webhooks/gmail';
const ACCOUNT = 'push@project.iam.gserviceaccount.com';
const AT = 1_763_709_600;
const CLAIMS = {
  iss: 'https://accounts.google.com',
  aud: AUDIENCE,
  sub: '113774264463038321964',
  email: ACCOUNT,
  email_verified: true,
  iat: AT - 60,
  exp: AT + 3_540,
};

const utf8 = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => toBase64Url(utf8(JSON.stringify(value)));

async function pair(): Promise<CryptoKeyPair> {
  const options = { ...ALGORITHM, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  return (await crypto.subtle.generateKey(options, true, ['sign', 'verify'])) as CryptoKeyPair;
}

let keys: CryptoKeyPair;
let others: CryptoKeyPair;
let published: JsonWebKey;

beforeAll(async () => {
  keys = await pair();
  others = await pair();
  published = (await crypto.subtle.exportKey('jwk', keys.publicKey)) as JsonWebKey;
});

async function token(claims: object = {}, header: object = {}, by: CryptoKeyPair = keys): Promise<string> {
  const signed = `${json({ alg: 'RS256', kid: 'k1', typ: 'JWT', ...header })}.${json({ ...CLAIMS, ...claims })}`;
  const signature = await crypto.subtle.sign(ALGORITHM.name, by.privateKey, utf8(signed));
  return `${signed}.${toBase64Url(new Uint8Array(signature))}`;
}

/** What was asked for of the published keys. */
let asked: string[] = [];

function verify(authorization: string | undefined, account = ACCOUNT): Promise<boolean> {
  asked = [];
  const headers = new Headers(authorization === undefined ? {} : { authorization });
  const delivery = { body: utf8('{}') as Uint8Array<ArrayBuffer>, headers, url: AUDIENCE, receivedAt: AT * 1000 };
  const key = async (keySet: string, kid: string) => {
    asked.push(`${keySet}#${kid}`);
    return kid === 'k1' ? published : undefined;
  };
  return webhook.verify(delivery, account, { audience: AUDIENCE, key });
}

describe('verify', () => {
  it('takes a token of the push account, by Google’s key', async () => {
    expect(await verify(`Bearer ${await token()}`)).toBe(true);
    expect(asked).toEqual(['https://www.googleapis.com/oauth2/v3/certs#k1']);
    expect(await verify(`Bearer ${await token({ iss: 'accounts.google.com' })}`)).toBe(true);
  });

  it.each([
    ['five minutes ago', { exp: AT - 300, iat: AT - 3_900 }],
    ['in five minutes', { iat: AT + 300 }],
  ])('takes one of %s: clocks differ', async (_, claims) => {
    expect(await verify(`Bearer ${await token(claims)}`)).toBe(true);
  });

  it.each<[string, object]>([
    ['another address', { aud: 'https://seneschal.example/webhooks/slack' }],
    ['several addresses', { aud: [AUDIENCE, 'https://elsewhere.example'] }],
    ['another issuer', { iss: 'https://accounts.google.com.evil.example' }],
    ['an expired one', { exp: AT - 301 }],
    ['one of the future', { iat: AT + 301 }],
    ['one that ended before it began', { iat: AT + 100, exp: AT + 50 }],
    ['no expiry', { exp: undefined }],
  ])('refuses a token for or by %s, and asks for no key', async (_, claims) => {
    expect(await verify(`Bearer ${await token(claims)}`)).toBe(false);
    expect(asked).toEqual([]);
  });

  it.each<[string, object]>([
    ['somebody else', { email: 'push@project.iam.gserviceaccount.com.evil.example' }],
    ['nobody', { email: undefined }],
    ['an address nobody verified', { email_verified: false }],
    ['an address verified in words only', { email_verified: 'true' }],
  ])('refuses a token of %s', async (_, claims) => {
    expect(await verify(`Bearer ${await token(claims)}`)).toBe(false);
  });

  it('refuses a key that is not published, and a published one’s name with another key', async () => {
    expect(await verify(`Bearer ${await token({}, { kid: 'k2' })}`)).toBe(false);
    expect(await verify(`Bearer ${await token({}, {}, others)}`)).toBe(false);
  });

  it('refuses every algorithm but RS256, whatever the header says', async () => {
    const [, body, signature] = (await token()).split('.');
    const none = json({ alg: 'none', kid: 'k1' });
    expect(await verify(`Bearer ${none}.${body}.`)).toBe(false);
    expect(await verify(`Bearer ${none}.${body}.${signature}`)).toBe(false);
    // The public key taken for a shared secret.
    const head = json({ alg: 'HS256', kid: 'k1', typ: 'JWT' });
    const secrets = [published.n ?? '', JSON.stringify(published)];
    for (const secret of secrets) {
      const key = await crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
        'sign',
      ]);
      const mac = toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(`${head}.${body}`))));
      expect(await verify(`Bearer ${head}.${body}.${mac}`)).toBe(false);
    }
    expect(await verify(`Bearer ${await token({}, { alg: 'RS512' })}`)).toBe(false);
    expect(await verify(`Bearer ${await token({}, { crit: ['b64'] })}`)).toBe(false);
  });

  it.each([undefined, '', 'Bearer', 'Bearer a.b', 'Bearer a.b.c', 'Basic YTpi', `Bearer ${'a.'.repeat(9_000)}`])(
    'refuses %s',
    async (authorization) => {
      expect(await verify(authorization)).toBe(false);
    },
  );

  it('refuses a token whose claims were changed after it was signed', async () => {
    const [head, , signature] = (await token()).split('.');
    const changed = json({ ...CLAIMS, exp: AT + 9_999 });
    expect(await verify(`Bearer ${head}.${changed}.${signature}`)).toBe(false);
  });
});

describe('read', () => {
  const push = (notice: unknown, messageId: unknown = '2070443601311540') => ({
    message: { data: toBase64(utf8(JSON.stringify(notice))), messageId, publishTime: '2026-11-21T12:00:00Z' },
    subscription: 'projects/p/subscriptions/s',
  });

  it('says which mailbox changed', () => {
    expect(webhook.read(push({ emailAddress: 'Maren@Larkfield.example', historyId: 42 }))).toEqual({
      deliveryId: '2070443601311540',
      type: 'mailbox.changed',
      changed: ['messages'],
      routes: ['email:maren@larkfield.example'],
      summary: 'The mailbox changed.',
    });
  });

  it.each([
    [null],
    ['text'],
    [{}],
    [push('text')],
    [push({ historyId: 42 })],
    [push({ emailAddress: 'a@b.example', historyId: 1 }, 7)],
    [{ message: { data: '%%%', messageId: '1' } }],
  ])('finds nothing to handle in %j', (payload) => {
    expect(webhook.read(payload)).toBeUndefined();
  });
});
