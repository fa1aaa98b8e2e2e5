import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bucket, blocked, take } from './token-bucket';

const NOW = 1_800_000_000_000;
const LIMIT = { capacity: 3, perMinute: 60 };

test('lets a burst through, then makes calls wait in order, then refuses', () => {
  let bucket: Bucket | undefined;
  const waits = Array.from({ length: 6 }, () => {
    const next = take(bucket, LIMIT, NOW, 2000);
    bucket = next.bucket;
    return [next.waitMs, next.taken];
  });
  expect(waits).toEqual([
    [0, true],
    [0, true],
    [0, true],
    [1000, true],
    [2000, true],
    [3000, false],
  ]);
});

test('refills with time, never beyond its capacity', () => {
  const empty = { tokens: 0, at: NOW };
  expect(take(empty, LIMIT, NOW + 1000, 0)).toMatchObject({ waitMs: 0, taken: true });
  expect(take(empty, LIMIT, NOW + 3_600_000, 0).bucket.tokens).toBe(2);
});

test('takes what a call costs', () => {
  const budget = { capacity: 6000, perMinute: 6000 };
  const { bucket } = take(undefined, budget, NOW, 0, 5950);
  expect(take(bucket, budget, NOW, 0, 50)).toMatchObject({ taken: true, waitMs: 0 });
  expect(take(bucket, budget, NOW, 0, 100)).toMatchObject({ taken: false, waitMs: 500 });
  expect(take(bucket, budget, NOW, 500, 100)).toMatchObject({ taken: true });
});

test('lets nothing out before the time the platform names', () => {
  const bucket = blocked(LIMIT, NOW + 5000);
  expect(take(bucket, LIMIT, NOW, 2000)).toMatchObject({ waitMs: 5000, taken: false });
  expect(take(bucket, LIMIT, NOW + 3500, 2000)).toMatchObject({ waitMs: 1500, taken: true });
  expect(take(bucket, LIMIT, NOW + 5000, 0)).toMatchObject({ waitMs: 0, taken: true });
});

test('never admits more than capacity and refill allow', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 60 }), (gaps) => {
      let bucket: Bucket | undefined;
      let now = NOW;
      const sent: number[] = [];
      for (const gap of gaps) {
        now += gap;
        const next = take(bucket, LIMIT, now, 2000);
        bucket = next.bucket;
        if (next.taken) sent.push(now + next.waitMs);
      }
      for (const start of sent) {
        const inMinute = sent.filter((at) => at >= start && at < start + 60_000).length;
        expect(inMinute).toBeLessThanOrEqual(LIMIT.capacity + 60 + 1);
      }
    }),
  );
});
