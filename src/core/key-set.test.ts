import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KeySets } from './key-set';

const URL_OF_KEYS = 'https://www.googleapis.com/oauth2/v3/certs';
const START = 1_763_709_600_000;
let published: string[];
let answer: () => Response;
let asked: string[];
let sets: KeySets;

beforeEach(() => {
  published = ['a'];
  asked = [];
  sets = new KeySets();
  answer = () => Response.json({ keys: published.map((kid) => ({ kid, kty: 'RSA', n: kid, e: 'AQAB' })) });
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    asked.push(new Request(input).url);
    return answer();
  });
});
afterEach(() => vi.restoreAllMocks());

const key = (kid: string, after = 0, sandboxUrl?: string) =>
  sets.key(URL_OF_KEYS, kid, { sandboxUrl, now: START + after });

it('asks once in an hour', async () => {
  expect(await key('a')).toMatchObject({ kty: 'RSA', n: 'a' });
  expect(await key('a', 3_599_999)).toMatchObject({ n: 'a' });
  expect(asked).toEqual([URL_OF_KEYS]);
  published = ['b'];
  expect(await key('a', 3_600_000)).toBeUndefined();
  expect(asked).toHaveLength(2);
});

it('asks again for a key it does not know, at most every 30 seconds', async () => {
  await key('a');
  published = ['a', 'b'];
  expect(await key('b', 29_999)).toBeUndefined();
  expect(asked).toHaveLength(1);
  expect(await key('b', 30_000)).toMatchObject({ n: 'b' });
  expect(asked).toHaveLength(2);
  for (let times = 0; times < 10; times++) expect(await key(`made-up-${times}`, 40_000)).toBeUndefined();
  expect(asked).toHaveLength(2);
});

it.each([
  ['fails', () => new Response('no', { status: 500 })],
  ['answers nonsense', () => new Response('<html>')],
  ['answers something else', () => Response.json({ a: 1 })],
])('refuses nobody where the platform %s, and leaves it in peace for 30 seconds', async (_, broken) => {
  const good = answer;
  answer = broken;
  await expect(key('a')).rejects.toMatchObject({ kind: 'provider_unavailable' });
  await expect(key('a', 29_999)).rejects.toMatchObject({ kind: 'provider_unavailable' });
  expect(asked).toHaveLength(1);
  answer = good;
  expect(await key('a', 30_000)).toMatchObject({ n: 'a' });
});

it('keeps working with the keys it has while another set cannot be had', async () => {
  await key('a');
  answer = () => new Response('no', { status: 503 });
  await expect(key('b', 40_000)).rejects.toMatchObject({ kind: 'provider_unavailable' });
  expect(await key('a', 40_001)).toMatchObject({ n: 'a' });
});

it('asks the sandbox where that stands in', async () => {
  await key('a', 0, 'http://sandbox.test');
  expect(asked).toEqual(['http://sandbox.test/www.googleapis.com/oauth2/v3/certs']);
});
