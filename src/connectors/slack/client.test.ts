import { expect, test } from 'vitest';
import { classify, nextCursor } from './client';

const answer = (body: unknown, status = 200) => ({ status, headers: {}, body });
const refused = (error: string, status = 200) => classify(answer({ ok: false, error }, status));

test('ok:true is a success', () => {
  expect(classify(answer({ ok: true }))).toBeUndefined();
});

test.each([
  ['invalid_auth', 'auth_expired'],
  ['token_expired', 'auth_expired'],
  ['not_authed', 'auth_expired'],
  ['token_revoked', 'auth_revoked'],
  ['account_inactive', 'auth_revoked'],
  ['missing_scope', 'insufficient_scope'],
  ['not_allowed_token_type', 'insufficient_scope'],
  ['ratelimited', 'rate_limited'],
  ['channel_not_found', 'not_found'],
  ['users_not_found', 'not_found'],
  ['already_reacted', 'conflict'],
  ['internal_error', 'provider_unavailable'],
  ['fatal_error', 'provider_unavailable'],
  ['request_timeout', 'timeout'],
  ['invalid_arguments', 'invalid_request'],
  ['something_new', 'invalid_request'],
])('%s under status 200 is %s', (code, kind) => {
  expect(refused(code)).toMatchObject({ kind, code });
});

test('a refusal without a code is one all the same', () => {
  expect(classify(answer({ ok: false }))).toEqual({ kind: 'invalid_request', code: 'unknown_error' });
});

test('known codes keep their meaning under an HTTP error, unknown ones leave it to the status', () => {
  expect(refused('ratelimited', 429)).toMatchObject({ kind: 'rate_limited' });
  expect(refused('internal_error', 500)).toMatchObject({ kind: 'provider_unavailable' });
  expect(refused('upstream_reset', 503)).toBeUndefined();
  expect(classify(answer('<html>Bad gateway</html>', 502))).toBeUndefined();
});

test('a 200 that is no envelope is an odd answer, not a success', () => {
  for (const body of [null, 'ok', [], {}, { ok: 'true' }]) {
    expect(classify(answer(body))).toEqual({ kind: 'invalid_response', code: 'no_ok' });
  }
});

test('advice is given in our words where we know better', () => {
  expect(refused('not_in_channel')).toMatchObject({ advice: expect.stringContaining('join_channel') as string });
  expect(refused('something_new')).not.toHaveProperty('advice');
});

test('an empty cursor is the end of a list', () => {
  expect(nextCursor({ response_metadata: { next_cursor: 'bmV4dA==' } })).toBe('bmV4dA==');
  expect(nextCursor({ response_metadata: { next_cursor: '' } })).toBeUndefined();
  expect(nextCursor({})).toBeUndefined();
});
