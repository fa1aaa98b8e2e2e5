import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_KINDS, type Failure, invalidRequest, notFound, RECOVERY, SeneschalError } from './errors';
import { settle, unwrap } from './outcome';
import { problemOf } from './problem';

const CANARY = 'canary-7f3a';

const failures = fc.record(
  {
    kind: fc.constantFrom(...ERROR_KINDS),
    message: fc.string(),
    reference: fc.string({ minLength: 1 }),
    retryAt: fc.integer(),
    connectUrl: fc.webUrl(),
    detail: fc.string(),
  },
  { requiredKeys: ['kind', 'message', 'reference'] },
);

describe('the one error class', () => {
  it('knows thirteen kinds, each with a recovery', () => {
    expect(ERROR_KINDS).toHaveLength(13);
    expect(Object.keys(RECOVERY).sort()).toEqual([...ERROR_KINDS].sort());
  });

  it('keeps everything on the way through plain data', () => {
    fc.assert(
      fc.property(failures, (failure) => {
        expect(SeneschalError.fromFailure(structuredClone(failure)).toFailure()).toEqual(failure);
      }),
    );
  });

  it('crosses between objects as an outcome, whole', async () => {
    const thrown = new SeneschalError('rate_limited', 'Wait.', {
      retryAt: 5,
      connectUrl: 'https://x.dev/',
      detail: 'd',
      cause: CANARY,
    });
    const outcome = structuredClone(await settle(() => Promise.reject(thrown)));
    expect(() => unwrap(outcome)).toThrow(expect.objectContaining({ ...thrown.toFailure(), name: 'SeneschalError' }));
    expect(JSON.stringify(outcome)).not.toContain(CANARY);
    expect(unwrap(await settle(async () => 7))).toBe(7);
  });

  it('gives every failure a reference of its own', () => {
    expect(invalidRequest('a').reference).toMatch(/^ref_/);
    expect(invalidRequest('a').reference).not.toBe(invalidRequest('a').reference);
    expect(notFound('The integration')).toMatchObject({
      kind: 'not_found',
      message: 'The integration was not found. Check the id; list what you can use first.',
    });
  });
});

describe('what nobody foresaw', () => {
  const thrown: [string, unknown][] = [
    ['an Error', new Error(CANARY)],
    ['a TypeError with a cause', new TypeError(CANARY, { cause: CANARY })],
    ['a text', CANARY],
    ['an object', { message: CANARY, kind: 'conflict' }],
    ['an imitation of ours', Object.assign(new Error(CANARY), { name: 'SeneschalError', kind: 'not_found' })],
  ];

  it.each(thrown)('%s becomes internal and says nothing but its reference', async (_what, value) => {
    const error = SeneschalError.from(value);
    expect(error.kind).toBe('internal');
    expect(error.message).toBe(`Internal error. Reference: ${error.reference}`);
    expect(error.reference).toMatch(/^ref_[0-9a-z]{26}$/);
    const response = problemOf(error);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain(CANARY);
  });

  it('keeps the reason for the log', () => {
    expect(SeneschalError.from(new RangeError(CANARY)).detail).toMatch(/^RangeError: canary-7f3a\n/);
    expect(SeneschalError.from(CANARY).detail).toBe(CANARY);
    expect(SeneschalError.from(undefined).detail).toBe('undefined');
  });

  it('leaves an error of ours as it is', () => {
    const error = invalidRequest('Name a channel.');
    expect(SeneschalError.from(error)).toBe(error);
  });

  it('survives values that cannot be written as text', () => {
    expect(SeneschalError.from(Object.create(null)).kind).toBe('internal');
    expect(SeneschalError.from(Symbol('x')).kind).toBe('internal');
  });
});

describe('problem responses of RFC 9457', () => {
  it('carry kind, reference and what to do next, never the detail', async () => {
    const failure: Failure = {
      kind: 'auth_expired',
      message: 'Connect again.',
      reference: 'ref_1',
      retryAt: Date.parse('2026-11-21T12:00:00Z'),
      connectUrl: 'https://seneschal.dev/integrations/connect/slack',
      detail: CANARY,
    };
    const response = problemOf(SeneschalError.fromFailure(failure));
    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'Connect again.',
      kind: 'auth_expired',
      reference: 'ref_1',
      retryAt: '2026-11-21T12:00:00.000Z',
      connectUrl: 'https://seneschal.dev/integrations/connect/slack',
    });
  });
});
