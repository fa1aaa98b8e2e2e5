import { expect, test } from 'vitest';
import { ERROR_KINDS } from './errors';
import { nextWait } from './retry';

const NOW = 1_800_000_000_000;
const state = { attempt: 1, startedAt: NOW, now: NOW, repeatable: true, random: 1 };

test('only faults that pass are repeated', () => {
  const repeated = ERROR_KINDS.filter((kind) => nextWait({ kind, retryAt: NOW + 1000 }, state) !== undefined);
  expect(repeated).toEqual(['rate_limited', 'provider_unavailable', 'timeout', 'network', 'invalid_response']);
});

test('backs off exponentially with full jitter, three attempts in all', () => {
  const failure = { kind: 'timeout' } as const;
  expect(nextWait(failure, state)).toBe(250);
  expect(nextWait(failure, { ...state, attempt: 2 })).toBe(500);
  expect(nextWait(failure, { ...state, attempt: 2, random: 0 })).toBe(0);
  expect(nextWait(failure, { ...state, attempt: 3 })).toBeUndefined();
});

test('never repeats what is not safe to repeat', () => {
  expect(nextWait({ kind: 'timeout' }, { ...state, repeatable: false })).toBeUndefined();
});

test('waits as long as the platform says, up to two seconds', () => {
  const limited = (retryAt: number) => nextWait({ kind: 'rate_limited', retryAt }, { ...state, random: 0 });
  expect(limited(NOW + 1500)).toBe(1500);
  expect(limited(NOW + 2001)).toBeUndefined();
  expect(nextWait({ kind: 'rate_limited' }, state)).toBeUndefined();
});

test('a wait that would pass the deadline is not begun', () => {
  expect(nextWait({ kind: 'network' }, { ...state, now: NOW + 24_900 })).toBeUndefined();
});
