import { expect, test } from 'vitest';
import { identifyKey, readKey } from '../../core/key';
import { auth } from './auth';

test('sends the key as a bearer', () => {
  expect(auth.headers({ api_key: 'grn_abcdefgh' })).toEqual({ authorization: 'Bearer grn_abcdefgh' });
});

test('takes a key of Granola’s shape, however it was pasted', () => {
  expect(readKey(auth, { api_key: ' grn_abcdefgh1234\n' })).toEqual({ api_key: 'grn_abcdefgh1234' });
});

test.each([
  ['of another shape', { api_key: 'sk_abcdefgh1234' }, /^api_key: API key looks like grn_/],
  ['with a line in it', { api_key: 'grn_abcdefgh\nx-evil: 1' }, /^api_key: /],
  ['that is missing', {}, /^api_key: /],
  ['with a field it does not have', { api_key: 'grn_abcdefgh1234', token: 'x' }, /^token: a key here has api_key/],
])('refuses a key %s, and does not repeat it', (_, given, message) => {
  const refusal = (() => {
    try {
      return readKey(auth, given);
    } catch (error) {
      return error as Error;
    }
  })();
  expect(refusal).toMatchObject({ kind: 'invalid_request', message: expect.stringMatching(message) as string });
  expect(String((refusal as Error).message)).not.toContain('abcdefgh1234');
});

test('stands for a key without telling anything of it', async () => {
  const { given, fingerprint } = await identifyKey(auth, { api_key: 'grn_abcdefgh1234' });
  expect(given).toEqual({});
  expect(fingerprint).toMatch(/^[\w-]{22}$/);
  expect((await identifyKey(auth, { api_key: 'grn_abcdefgh1235' })).fingerprint).not.toBe(fingerprint);
});
