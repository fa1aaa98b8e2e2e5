import { expect, test } from 'vitest';
import { recordingDays } from './recordings';

const NOW = Date.parse('2026-03-31T23:30:00Z');

test.each([
  ['the last month', undefined, undefined, '2026-02-28', '2026-03-31'],
  ['the month from a day on', '2026-01-15', undefined, '2026-01-15', '2026-02-15'],
  ['until today', '2026-03-20', undefined, '2026-03-20', '2026-03-31'],
  ['a day to come', '2026-04-02', undefined, '2026-04-02', '2026-04-02'],
  ['the month to a day', undefined, '2026-03-01', '2026-02-01', '2026-03-01'],
  ['one day', '2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01'],
  ['a month to the day', '2026-01-10', '2026-02-10', '2026-01-10', '2026-02-10'],
  ['a whole month of 31 days', '2026-01-01', '2026-01-31', '2026-01-01', '2026-01-31'],
  ['over the year', '2025-12-31', '2026-01-31', '2025-12-31', '2026-01-31'],
])('covers %s', (_, from, to, first, last) => {
  expect(recordingDays(from, to, NOW)).toEqual({ from: first, to: last });
});

test.each([
  [
    '2026-01-10',
    '2026-02-11',
    'from and to may be one month apart at most: for 2026-01-10 the latest to is 2026-02-10.',
  ],
  ['2026-02-01', '2026-03-02', 'for 2026-02-01 the latest to is 2026-03-01.'],
  ['2025-01-01', '2026-01-01', 'Ask month by month.'],
  ['2026-03-02', '2026-03-01', 'from (2026-03-02) lies after to (2026-03-01).'],
])('refuses %s to %s', (from, to, message) => {
  expect(() => recordingDays(from, to, NOW)).toThrow(message);
});
