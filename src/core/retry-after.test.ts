import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const SECOND = 1000;
const DAY = 86_400_000;

describe('Retry-After', () => {
  it.each([
    ['30', 30 * SECOND],
    [' 30 ', 30 * SECOND],
    ['1.5', 1500],
    ['0.664', SECOND],
    ['0', SECOND],
    ['86400', DAY],
    ['86401', DAY],
    ['99999999999999999999', DAY],
  ])('in seconds: %j', (value, wait) => {
    expect(parseRetryAfter(value, NOW)).toBe(NOW + wait);
  });

  it.each([
    ['Sat, 21 Nov 2026 12:01:00 GMT', 60 * SECOND],
    ['Sat, 21 Nov 2026 11:59:00 GMT', SECOND],
    ['Mon, 23 Nov 2026 12:00:00 GMT', DAY],
    ['Saturday, 21-Nov-26 12:00:30 GMT', 30 * SECOND],
    ['Sat Nov 21 12:00:45 2026', 45 * SECOND],
  ])('as an HTTP date: %j', (value, wait) => {
    expect(parseRetryAfter(value, NOW)).toBe(NOW + wait);
  });

  it.each([
    ['2026-11-21T12:02:00Z', 120 * SECOND],
    ['2026-11-21T12:02:00.250Z', 120_250],
    ['2026-11-21T13:01:00+01:00', 60 * SECOND],
    ['2026-11-20T12:00:00Z', SECOND],
    ['2027-11-21T12:00:00Z', DAY],
  ])('in ISO 8601: %j', (value, wait) => {
    expect(parseRetryAfter(value, NOW)).toBe(NOW + wait);
  });

  it.each([undefined, null, '', '   ', 'soon', '-5', '5 minutes', '1e3', '0x10', 'try 7', 'NaN', '30, 60'])(
    'says nothing: %j',
    (value) => {
      expect(parseRetryAfter(value, NOW)).toBeUndefined();
    },
  );

  it('is between a second and a day from now, or nothing, whatever is sent', () => {
    const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    const value = fc.oneof(
      fc.string(),
      fc.double().map(String),
      date.map((at) => at.toUTCString()),
      date.map((at) => at.toISOString()),
    );
    fc.assert(
      fc.property(value, (text) => {
        const at = parseRetryAfter(text, NOW);
        if (at === undefined) return;
        expect(at).toBeGreaterThanOrEqual(NOW + SECOND);
        expect(at).toBeLessThanOrEqual(NOW + DAY);
      }),
    );
  });
});
