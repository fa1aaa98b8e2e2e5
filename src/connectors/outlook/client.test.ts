import { describe, expect, test } from 'vitest';
import { classify as classifyWith } from '../../core/classify';
import { type PlatformCall } from '../../core/platform-call';
import { path } from '../../core/path';
import { z } from 'zod';
import { outlook } from '.';
import { accountOf } from './account';
import { limits, read, TEXT_BODIES, write } from './client';
import { graphError } from './fixtures/messages';
import { nextCursor, positionOf } from './page';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const classify = (answer: { status: number; body: unknown; headers?: Record<string, string> }) =>
  classifyWith(outlook, { headers: {}, ...answer }, NOW);

describe('what Graph refuses', () => {
  test.each([
    [401, 'InvalidAuthenticationToken', 'auth_expired'],
    [403, 'ErrorAccessDenied', 'insufficient_scope'],
    [403, 'Authorization_RequestDenied', 'insufficient_scope'],
    [404, 'ErrorItemNotFound', 'not_found'],
    [404, 'ErrorFolderNotFound', 'not_found'],
    [404, 'MailboxNotEnabledForRESTAPI', 'invalid_request'],
    [400, 'ErrorInvalidIdMalformed', 'invalid_request'],
    [400, 'ErrorInvalidRecipients', 'invalid_request'],
    [400, 'InefficientFilter', 'invalid_request'],
    [400, 'SyncStateNotFound', 'not_found'],
    [400, 'syncStateInvalid', 'not_found'],
    [410, 'resyncRequired', 'not_found'],
    [409, 'ErrorFolderExists', 'conflict'],
    [412, 'ErrorIrresolvableConflict', 'conflict'],
    [429, 'ApplicationThrottled', 'rate_limited'],
    [503, 'ErrorServerBusy', 'rate_limited'],
    [507, 'ErrorQuotaExceeded', 'quota_exceeded'],
    [429, 'ErrorExceededMessageLimit', 'quota_exceeded'],
    [500, 'generalException', 'provider_unavailable'],
    [503, 'serviceNotAvailable', 'provider_unavailable'],
    [504, 'UnknownError', 'timeout'],
    [418, 'SomethingNew', 'invalid_request'],
  ])('%i %s is %s', (status, code, kind) => {
    expect(classify(graphError(status, code))?.kind).toBe(kind);
  });

  test.each([429, 503, 504])('%i with Retry-After is a limit until then', (status) => {
    expect(classify(graphError(status, 'UnknownError', { 'retry-after': '30' }))).toMatchObject({
      kind: 'rate_limited',
      retryAt: NOW + 30_000,
    });
  });

  test('is read whatever it looks like', () => {
    for (const body of [null, '', 'Bad gateway', [], { error: null }, { error: 'x' }, { error: { code: 7 } }]) {
      expect(classify({ status: 502, body })?.kind).toBe('provider_unavailable');
    }
    expect(classify({ status: 202, body: null })).toBeUndefined();
    expect(classify(graphError(400, '__proto__'))).toMatchObject({ kind: 'invalid_request' });
    expect(classify(graphError(400, 'a\nb'))).toMatchObject({ code: 'http_400' });
  });
});

test('four calls at a time, 10,000 in ten minutes', () => {
  const { capacity, perMinute, atOnce } = limits.default;
  expect(atOnce).toBe(4);
  expect(capacity + 10 * perMinute).toBe(10_000);
});

test('asks for immutable ids with every call', async () => {
  const calls: PlatformCall[] = [];
  const api = {
    request: async (call: PlatformCall) => {
      calls.push(call);
      return { status: 200, headers: {}, body: {} };
    },
  };
  await read(api, path`/me`, z.object({}), { prefer: [TEXT_BODIES] });
  await write(api, path`/me/messages`, {}, z.object({}));
  expect(calls.map(({ headers }) => headers)).toEqual([
    { prefer: 'IdType="ImmutableId", outlook.body-content-type="text"' },
    { prefer: 'IdType="ImmutableId"' },
  ]);
});

describe('where a list goes on', () => {
  test('is the position in Graph’s link alone, in any case', () => {
    const link = 'https://graph.microsoft.com/v1.0/me/messages?%24select=id&%24top=2&%24skip=2';
    expect(nextCursor({ '@odata.nextLink': link })).toBe('%24skip=2');
    expect(positionOf('%24skip=2')).toEqual({ $skip: '2' });
    const token = nextCursor({ '@odata.nextLink': 'https://graph.microsoft.com/v1.0/me/messages?$skipToken=a%2Bb%3D' });
    expect(positionOf(token)).toEqual({ $skipToken: 'a+b=' });
    expect(nextCursor({})).toBeUndefined();
    expect(nextCursor({ '@odata.nextLink': 'nonsense' })).toBeUndefined();
  });

  test.each(['x', '$skip=', '$filter=isRead', '$skip=1&$select=body', '../x?$skip=1'])('is not %s', (cursor) => {
    expect(() => positionOf(cursor)).toThrow('cursor: use the nextCursor of the previous answer.');
  });
});

describe('whose mailbox', () => {
  const answering = (body: unknown) => ({ request: async () => ({ status: 200, headers: {}, body }) });
  const id = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';

  test.each([
    [{ id, displayName: 'Ada', mail: 'ada@example.com', userPrincipalName: 'ada@corp.example' }, 'ada@example.com'],
    [{ id, displayName: 'Ada', mail: null, userPrincipalName: 'ada@corp.example' }, 'ada@corp.example'],
    [{ id, displayName: 'Ada' }, 'Ada'],
    [{ id }, id],
  ])('%j is called %s', async (body, label) => {
    expect(await accountOf(answering(body))).toEqual({ id, label });
  });

  test('is not guessed', async () => {
    await expect(accountOf(answering({ mail: 'ada@example.com' }))).rejects.toMatchObject({ kind: 'invalid_response' });
  });
});
