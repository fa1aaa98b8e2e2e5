import fc from 'fast-check';
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

test('full jitter: any wait from nothing to the doubled base, never beyond the cap', () => {
  const policy = { attempts: 12, baseMs: 250, capMs: 2_000, deadlineMs: 25_000, longestWaitMs: 2_000 };
  const random = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 11 }), random, (attempt, chance) => {
      const most = Math.min(2_000, 250 * 2 ** (attempt - 1));
      expect(nextWait({ kind: 'network' }, { ...state, attempt, random: chance }, policy)).toBe(
        Math.round(chance * most),
      );
    }),
  );
});

test('a wait ends before the deadline, and is as long as the platform says at least', () => {
  const told = fc.integer({ min: -5_000, max: 5_000 });
  fc.assert(
    fc.property(told, fc.integer({ min: 0, max: 26_000 }), (after, gone) => {
      const now = NOW + gone;
      const wait = nextWait({ kind: 'rate_limited', retryAt: now + after }, { ...state, now, random: 0 });
      const fits = after <= 2_000 && gone + Math.max(0, after) < 25_000;
      expect(wait).toBe(fits ? Math.max(0, after) : undefined);
    }),
  );
});
