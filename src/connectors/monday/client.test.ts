import { expect, test } from 'vitest';
import source from './documents.ts?raw';
import { classify } from './client';
import * as documents from './documents';

const answer = (body: unknown, status = 200) => ({ status, headers: {}, body });
const refused = (code: string, status: number, http = 200, extra = {}) =>
  classify(
    answer(
      { data: { me: null }, errors: [{ message: 'x', extensions: { code, status_code: status, ...extra } }] },
      http,
    ),
  );

test.each<[string, number, number, string]>([
  ['NOT_AUTHENTICATED', 401, 401, 'auth_expired'],
  ['UNAUTHORIZED_FIELD_OR_TYPE', 403, 200, 'insufficient_scope'],
  ['UserUnauthorizedException', 403, 200, 'insufficient_scope'],
  ['USER_ACCESS_DENIED', 403, 403, 'insufficient_scope'],
  ['IDEMPOTENCY_CONFLICT', 409, 409, 'conflict'],
  ['RESOURCE_LOCKED', 423, 423, 'conflict'],
  ['COMPLEXITY_BUDGET_EXHAUSTED', 429, 429, 'rate_limited'],
  ['maxConcurrencyExceeded', 429, 429, 'rate_limited'],
  ['Rate Limit Exceeded', 429, 429, 'rate_limited'],
  ['IP_RATE_LIMIT_EXCEEDED', 429, 429, 'rate_limited'],
  ['API_TEMPORARILY_BLOCKED', 200, 200, 'rate_limited'],
  ['DAILY_LIMIT_EXCEEDED', 429, 429, 'quota_exceeded'],
  ['ResourceNotFoundException', 404, 200, 'not_found'],
  ['InvalidBoardIdException', 200, 200, 'not_found'],
  ['ColumnValueException', 200, 200, 'invalid_request'],
  ['INTERNAL_SERVER_ERROR', 500, 200, 'provider_unavailable'],
  ['SomethingNew', 503, 200, 'provider_unavailable'],
  ['SomethingNew', 404, 200, 'not_found'],
  ['SomethingNew', 200, 200, 'invalid_request'],
])('%s (%i) under status %i is %s, whatever data stands beside it', (code, status, http, kind) => {
  expect(refused(code, status, http)).toMatchObject({ kind, code });
});

test('how long to wait stands in the body', () => {
  expect(refused('COMPLEXITY_BUDGET_EXHAUSTED', 429, 429, { retry_in_seconds: 13 })).toMatchObject({
    retryInSeconds: 13,
  });
  expect(refused('COMPLEXITY_BUDGET_EXHAUSTED', 429)).not.toHaveProperty('retryInSeconds');
});

test('older forms of errors are read too, and our words stand in the place of theirs', () => {
  const old = { error_code: 'ComplexityException', status_code: 429, error_message: 'secret', errors: ['secret'] };
  expect(classify(answer(old))).toEqual({ kind: 'rate_limited', code: 'ComplexityException' });
  expect(classify(answer({ error: 'invalid_grant', error_description: 'x' }, 400))).toEqual({
    kind: 'invalid_request',
    code: 'invalid_grant',
  });
});

test('a cursor that died says how to go on', () => {
  for (const error of [
    { message: 'x', extensions: { code: 'CursorException', status_code: 400 } },
    { message: 'The cursor provided for pagination has expired', extensions: { code: 'BadRequest', status_code: 400 } },
  ])
    expect(classify(answer({ errors: [error] }))).toMatchObject({
      kind: 'invalid_request',
      advice: expect.stringContaining('Leave it out to start over') as string,
    });
});

test('data alone is a success, also with an empty list of errors; a status without a word is left to HTTP', () => {
  expect(classify(answer({ data: { me: { id: '1' } } }))).toBeUndefined();
  expect(classify(answer({ data: {}, errors: [] }))).toBeUndefined();
  expect(classify(answer('<html>Bad gateway</html>', 502))).toBeUndefined();
  expect(classify(answer('Locked', 423))).toMatchObject({ kind: 'conflict', code: 'http_423' });
});

test('values travel as variables: no document is put together from what is given', () => {
  for (const document of Object.values(documents)) expect(document).toMatch(/^(query|mutation) [A-Z]\w+/);
  const names = [...source.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  expect(new Set(names)).toEqual(new Set(['PERSON', 'COLUMN_VALUES', 'ITEM', 'UPDATE', 'SAVED', 'SYNC_ITEM']));
});
