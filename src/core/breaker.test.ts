import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit, type Breaker, BREAKER_MAX_MS, CLOSED, failed, succeeded } from './breaker';

const NOW = 1_800_000_000_000;
const fail = (times: number, from: Breaker = CLOSED): Breaker =>
  Array.from({ length: times }).reduce<Breaker>((breaker) => failed(breaker, NOW, 0), from);

test('opens on the fifth consecutive failure, for five minutes', () => {
  expect(fail(4)).toEqual({ state: 'closed', failures: 4, nextTryAt: null, openMs: 0 });
  expect(fail(5)).toEqual({ state: 'open', failures: 5, nextTryAt: NOW + 300_000, openMs: 300_000 });
});

test('a success in between starts the count anew', () => {
  expect(fail(4, succeeded(fail(4))).state).toBe('closed');
});

test('nothing is admitted while it is open, then exactly one probe', () => {
  const open = fail(5);
  expect(admit(open, NOW + 299_999).admitted).toBe(false);
  const probe = admit(open, NOW + 300_000);
  expect(probe).toMatchObject({ admitted: true, probe: true, breaker: { state: 'half_open' } });
  expect(admit(probe.breaker, NOW + 300_001).admitted).toBe(false);
});

test('the probe closes it, or opens it for twice as long up to an hour', () => {
  let breaker = admit(fail(5), NOW + 300_000).breaker;
  expect(succeeded(breaker)).toEqual(CLOSED);
  const lengths = [600_000, 1_200_000, 2_400_000, 3_600_000, 3_600_000];
  for (const length of lengths) {
    breaker = failed({ ...breaker, state: 'half_open' }, NOW, 0);
    expect(breaker).toMatchObject({ state: 'open', openMs: length, nextTryAt: NOW + length });
  }
});

test('jitter lengthens an opening by at most a tenth and never beyond an hour', () => {
  expect(failed(fail(4), NOW, 1).nextTryAt).toBe(NOW + 330_000);
  expect(failed({ state: 'half_open', failures: 9, nextTryAt: null, openMs: BREAKER_MAX_MS }, NOW, 1).nextTryAt).toBe(
    NOW + BREAKER_MAX_MS,
  );
});

test('a probe that never answered is given up, not waited for', () => {
  const probe = admit(fail(5), NOW + 300_000).breaker;
  expect(admit(probe, NOW + 300_000 + 300_000)).toMatchObject({ admitted: true, probe: true });
});

test('failures of calls that were under way when it opened do not prolong it', () => {
  const open = fail(5);
  expect(failed(open, NOW + 1000, 0)).toMatchObject({ state: 'open', nextTryAt: open.nextTryAt });
});

test('what changes nothing answers the same breaker, and nothing that is held back is a probe', () => {
  expect(succeeded(CLOSED)).toBe(CLOSED);
  expect(succeeded(fail(1))).toEqual(CLOSED);
  const waiting = fail(2);
  expect(admit(waiting, NOW)).toEqual({ admitted: true, probe: false, breaker: waiting });
  const open = fail(5);
  expect(admit(open, NOW)).toEqual({ admitted: false, probe: false, breaker: open });
  expect(admit({ ...open, nextTryAt: null }, NOW)).toMatchObject({ admitted: true, probe: true });
});

test('a probe has as long as the breaker was open, five minutes at least', () => {
  const open: Breaker = { state: 'open', failures: 6, nextTryAt: NOW, openMs: 600_000 };
  expect(admit(open, NOW).breaker.nextTryAt).toBe(NOW + 600_000);
  expect(admit({ ...open, openMs: 0 }, NOW).breaker.nextTryAt).toBe(NOW + 300_000);
});

test('whatever happens, it never waits beyond an hour, admits one probe at a time, and closes by one success', () => {
  const step = fc.record({
    gap: fc.integer({ min: 0, max: 4_000_000 }),
    ok: fc.boolean(),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let breaker: Breaker = CLOSED;
      let now = NOW;
      for (const { gap, ok, random } of steps) {
        now += gap;
        const gate = admit(breaker, now);
        expect(gate.admitted).toBe(breaker.state === 'closed' || (breaker.nextTryAt ?? 0) <= now);
        if (!gate.admitted) continue;
        if (gate.probe) expect(admit(gate.breaker, now).admitted).toBe(false);
        breaker = ok ? succeeded(gate.breaker) : failed(gate.breaker, now, random);
        if (ok) expect(breaker).toEqual(CLOSED);
        if (breaker.state !== 'closed') {
          expect(breaker.nextTryAt).toBeGreaterThanOrEqual(now + 300_000);
          expect(breaker.nextTryAt).toBeLessThanOrEqual(now + BREAKER_MAX_MS);
        }
      }
    }),
  );
});
