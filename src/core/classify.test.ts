import { describe, expect, it } from 'vitest';
import { slack } from '../connectors/slack';
import { classify, toError } from './classify';
import { type Connector } from './define-connector';
import { ERROR_KINDS } from './errors';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const plain: Connector = { ...slack, id: 'acme', title: 'Acme', classify: () => undefined };
const response = (status: number, headers: Record<string, string> = {}) => ({ status, headers, body: null });

describe('what an answer means', () => {
  it('is a success from 200 to 299', () => {
    expect([200, 201, 204, 299].map((status) => classify(plain, response(status), NOW))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    [301, 'invalid_response'],
    [304, 'invalid_response'],
    [400, 'invalid_request'],
    [401, 'auth_expired'],
    [402, 'invalid_request'],
    [403, 'insufficient_scope'],
    [404, 'not_found'],
    [405, 'invalid_request'],
    [408, 'timeout'],
    [409, 'conflict'],
    [410, 'not_found'],
    [412, 'conflict'],
    [413, 'invalid_request'],
    [418, 'invalid_request'],
    [422, 'invalid_request'],
    [429, 'rate_limited'],
    [500, 'provider_unavailable'],
    [502, 'provider_unavailable'],
    [503, 'provider_unavailable'],
    [504, 'timeout'],
    [520, 'provider_unavailable'],
    [199, 'invalid_response'],
  ])('by HTTP alone: %i is %s', (status, kind) => {
    expect(classify(plain, response(status), NOW)).toEqual({ kind, code: `http_${status}` });
  });

  it('carries when to try again, with any status', () => {
    expect(classify(plain, response(429, { 'retry-after': '7' }), NOW)).toEqual({
      kind: 'rate_limited',
      code: 'http_429',
      retryAt: NOW + 7000,
    });
    expect(classify(plain, response(503, { 'retry-after': 'Sat, 21 Nov 2026 12:00:09 GMT' }), NOW)?.retryAt).toBe(
      NOW + 9000,
    );
  });

  it('is what the connector says first, even of a 200, with the header’s time unless it knows better', () => {
    const told = (retryAt?: number): Connector => ({
      ...plain,
      classify: () => ({ kind: 'quota_exceeded', code: 'daily', ...(retryAt !== undefined && { retryAt }) }),
    });
    expect(classify(told(), response(200), NOW)).toEqual({ kind: 'quota_exceeded', code: 'daily' });
    expect(classify(told(), response(200, { 'retry-after': '7' }), NOW)?.retryAt).toBe(NOW + 7000);
    expect(classify(told(5), response(200, { 'retry-after': '7' }), NOW)?.retryAt).toBe(5);
  });
});

describe('what a caller is told', () => {
  const context = { detail: 'GET /x', now: NOW, connectUrl: 'https://seneschal.dev/connect' };

  it('is a sentence of ours for every kind, free of the platform’s code', () => {
    for (const kind of ERROR_KINDS) {
      const error = toError(plain, { kind, code: 'canary_code' }, context);
      expect(error.kind).toBe(kind);
      expect(error.message).toMatch(/^[A-Z].*(\.|: https:\/\/seneschal\.dev\/connect)$/);
      expect(error.message).toContain('Acme');
      expect(error.message).not.toContain('canary');
      expect(error.detail).toBe('GET /x code=canary_code');
    }
  });

  it('links to the connect page where a person has to act, and nowhere else', () => {
    const linked = ERROR_KINDS.filter((kind) => toError(plain, { kind, code: '' }, context).connectUrl !== undefined);
    expect(linked).toEqual(['auth_expired', 'auth_revoked', 'insufficient_scope']);
    for (const kind of linked)
      expect(toError(plain, { kind, code: '' }, context).message).toContain(context.connectUrl);
  });

  it('names the wait in seconds', () => {
    const wait = (retryAt?: number) =>
      toError(plain, { kind: 'rate_limited', code: '', ...(retryAt !== undefined && { retryAt }) }, context).message;
    expect(wait(NOW + 1500)).toBe('Acme limits how fast it can be called. Try again in 2 s.');
    expect(wait(NOW - 1500)).toBe('Acme limits how fast it can be called. Try again in 1 s.');
    expect(wait()).toBe('Acme limits how fast it can be called. Try again in a minute.');
  });

  it('is the connector’s advice where it has any', () => {
    expect(toError(plain, { kind: 'not_found', code: '', advice: 'Invite the app first.' }, context).message).toBe(
      'Invite the app first.',
    );
  });
});
