import { describe, expect, test } from 'vitest';
import { SeneschalError } from '../../core/errors';
import { path } from '../../core/path';
import { type PlatformCall } from '../../core/platform-call';
import { gmail } from '.';
import { classify as classifyWith } from '../../core/classify';
import { accountOf } from './account';
import { inParallel, limits, unlessGone } from './client';
import { googleError } from './fixtures/messages';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const classify = (answer: { status: number; body: unknown; headers?: Record<string, string> }) =>
  classifyWith(gmail, { headers: {}, ...answer }, NOW);

describe('what Google refuses', () => {
  test.each([
    [403, 'rateLimitExceeded', 'rate_limited'],
    [403, 'userRateLimitExceeded', 'rate_limited'],
    [429, 'rateLimitExceeded', 'rate_limited'],
    [403, 'dailyLimitExceeded', 'quota_exceeded'],
    [403, 'quotaExceeded', 'quota_exceeded'],
    [403, 'insufficientPermissions', 'insufficient_scope'],
    [403, 'domainPolicy', 'insufficient_scope'],
    [403, 'forbidden', 'insufficient_scope'],
    [403, 'accessNotConfigured', 'internal'],
    [401, 'authError', 'auth_expired'],
    [404, 'notFound', 'not_found'],
    [400, 'failedPrecondition', 'invalid_request'],
    [400, 'invalidArgument', 'invalid_request'],
    [400, 'badRequest', 'invalid_request'],
    [409, 'aborted', 'conflict'],
    [500, 'backendError', 'provider_unavailable'],
    [503, 'backendError', 'provider_unavailable'],
    [418, 'somethingNew', 'invalid_request'],
  ])('%i %s', (status, reason, kind) => {
    expect(classify(googleError(status, reason, 'x'))?.kind).toBe(kind);
  });

  test.each([
    [403, 'ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'insufficient_scope'],
    [403, 'SERVICE_DISABLED', 'internal'],
    [429, 'RATE_LIMIT_EXCEEDED', 'rate_limited'],
  ])('%i with %s among the details alone', (status, reason, kind) => {
    const body = {
      error: {
        code: status,
        message: 'x',
        status: 'PERMISSION_DENIED',
        details: [null, { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }],
      },
    };
    expect(classify({ status, body })).toMatchObject({ kind, code: reason });
  });

  test.each([
    [
      400,
      'failedPrecondition',
      'Mail service not enabled',
      'This Google account has no Gmail mailbox. Connect one that has.',
    ],
    [
      400,
      'invalidArgument',
      'Invalid label: Finance',
      'A label is given by its id. Call list_labels and use an id from there.',
    ],
    [404, 'notFound', 'labelId not found', 'A label is given by its id. Call list_labels and use an id from there.'],
    [
      409,
      'aborted',
      'Label name exists or conflicts',
      'A label of that name exists already. Call list_labels for its id.',
    ],
    [
      400,
      'invalidArgument',
      'Recipient address required',
      'The draft has no recipient. Give it one with update_draft first.',
    ],
    [400, 'invalidArgument', 'Invalid To header', 'Gmail does not take one of the recipients. Check the addresses.'],
    [
      403,
      'domainPolicy',
      'The domain administrators have disabled Gmail apps.',
      'An administrator of this Google Workspace does not let apps use Gmail. They can allow this one in the Admin console, under Security, API controls.',
    ],
  ])('%i %s, “%s”, comes with advice', (status, reason, message, advice) => {
    expect(classify(googleError(status, reason, message))?.advice).toBe(advice);
  });

  test('for a while, until the time its message names', () => {
    const message = 'User-rate limit exceeded.  Retry after 2026-11-21T12:15:42.247Z (Mail sending)';
    expect(classify(googleError(429, 'rateLimitExceeded', message))?.retryAt).toBe(
      Date.parse('2026-11-21T12:15:42.247Z'),
    );
    const header = { ...googleError(403, 'userRateLimitExceeded', 'Slow down.'), headers: { 'retry-after': '7' } };
    expect(classify(header)?.retryAt).toBe(NOW + 7000);
    expect(
      classify(googleError(403, 'rateLimitExceeded', 'Retry after 2026-99-99T99:99:99Z'))?.retryAt,
    ).toBeUndefined();
  });

  test.each([
    [401, { error: 'invalid_request', error_description: 'Invalid Credentials' }, 'auth_expired'],
    [502, '<html>Bad gateway</html>', 'provider_unavailable'],
    [404, null, 'not_found'],
    [403, { error: { errors: 'odd', details: 7 } }, 'insufficient_scope'],
    [400, { error: { errors: [{ reason: 'constructor' }, null] } }, 'invalid_request'],
  ])('%i in another shape: as HTTP says', (status, body, kind) => {
    expect(classify({ status, body })?.kind).toBe(kind);
  });

  test('is no word in a success', () => {
    expect(
      classify({ status: 200, body: { error: { code: 403, errors: [{ reason: 'quotaExceeded' }] } } }),
    ).toBeUndefined();
    expect(classify({ status: 204, body: null })).toBeUndefined();
  });
});

test('one person’s budget is what Google gives, and a page of a hundred results fits into it many times', () => {
  expect(limits.default).toEqual({ capacity: 6_000, perMinute: 6_000 });
});

describe('many calls', () => {
  const items = Array.from({ length: 23 }, (_, index) => index);

  test('go out a few at a time and come back in order', async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel(items, async (item) => {
      most = Math.max(most, ++running);
      await scheduler.wait(item % 3);
      running -= 1;
      return item * 2;
    });
    expect(results).toEqual(items.map((item) => item * 2));
    expect(most).toBe(5);
    expect(await inParallel([], async () => 1)).toEqual([]);
  });

  test('stop at the first failure', async () => {
    const begun: number[] = [];
    const work = inParallel(items, async (item) => {
      begun.push(item);
      await scheduler.wait(1);
      if (item === 2) throw new SeneschalError('rate_limited', 'slow down');
    });
    await expect(work).rejects.toMatchObject({ kind: 'rate_limited' });
    await scheduler.wait(20);
    expect(begun.length).toBeLessThanOrEqual(10);
  });

  test('pass over what is gone, and nothing else', async () => {
    expect(await unlessGone(Promise.resolve(1))).toBe(1);
    expect(await unlessGone(Promise.reject(new SeneschalError('not_found', 'x')))).toBeUndefined();
    await expect(unlessGone(Promise.reject(new SeneschalError('timeout', 'x')))).rejects.toMatchObject({
      kind: 'timeout',
    });
  });
});

describe('whose mailbox', () => {
  const answering = (answers: Record<string, unknown>) => {
    const calls: string[] = [];
    const request = async ({ origin = 'api', path: asked }: PlatformCall) => {
      calls.push(`${origin} ${asked.value}`);
      const answer = answers[asked.value];
      if (answer instanceof Error) throw answer;
      return { status: 200, headers: {}, body: answer };
    };
    return { api: { request }, calls };
  };
  const profile = { emailAddress: 'Ada@Example.com', messagesTotal: 3, threadsTotal: 2, historyId: '810007' };

  test('is told by Google’s id of the person', async () => {
    const { api, calls } = answering({ '/userinfo': { sub: '110169484474386276334', email: 'ada@example.com' } });
    expect(await accountOf(api)).toEqual({
      id: '110169484474386276334',
      label: 'ada@example.com',
      routes: ['email:ada@example.com'],
    });
    expect(calls).toEqual([`identity ${path`/userinfo`.value}`]);
  });

  test.each(['provider_unavailable', 'insufficient_scope', 'not_found', 'timeout', 'invalid_response'] as const)(
    'is told by its address where the id is not to be had: %s',
    async (kind) => {
      const { api } = answering({ '/userinfo': new SeneschalError(kind, 'x'), '/profile': profile });
      expect(await accountOf(api)).toEqual({
        id: 'ada@example.com',
        label: 'Ada@Example.com',
        routes: ['email:ada@example.com'],
      });
    },
  );

  test('is not asked again with a token that is refused', async () => {
    const { api, calls } = answering({ '/userinfo': new SeneschalError('auth_expired', 'x'), '/profile': profile });
    await expect(accountOf(api)).rejects.toMatchObject({ kind: 'auth_expired' });
    expect(calls).toHaveLength(1);
  });

  test('is healthy while its profile can be read', async () => {
    await expect(gmail.health(answering({ '/profile': profile }).api)).resolves.toBeUndefined();
    await expect(gmail.health(answering({ '/profile': {} }).api)).rejects.toMatchObject({ kind: 'invalid_response' });
  });
});
