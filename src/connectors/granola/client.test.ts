import { expect, test } from 'vitest';
import { classify as classifyWith, toError } from '../../core/classify';
import { granola } from '.';

const NOW = Date.parse('2026-11-21T12:00:00Z');

test.each([
  ['an answer', 200, undefined],
  ['a bad key', 401, 'auth_expired'],
  ['what the key may not read', 403, 'insufficient_scope'],
  ['a note that is not there', 404, 'not_found'],
  ['a note that is too long', 413, 'invalid_request'],
  ['too many calls', 429, 'rate_limited'],
  ['an outage', 503, 'provider_unavailable'],
])('reads %s', (_, status, kind) => {
  expect(classifyWith(granola, { status, headers: {}, body: { message: 'words of Granola' } }, NOW)?.kind).toBe(kind);
});

test('says nothing of Granola’s own words', () => {
  const refused = classifyWith(granola, { status: 404, headers: {}, body: { message: 'words of Granola' } }, NOW);
  if (refused === undefined) throw new Error('a 404 was no refusal');
  const error = toError(granola, refused, {
    detail: 'GET /notes/{}',
    now: NOW,
    connectUrl: 'http://localhost/connect',
  });
  expect(error.message).toContain('has not summarised it yet');
  expect(error.message).not.toContain('words of');
});
