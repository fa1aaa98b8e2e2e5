import { expect, test } from 'vitest';
import { weeksOf } from './metrics';

const ada = { name: 'Ada', email: 'ada@example.com' };
const note = (start: string, end: string | null, attendees = [ada]) => ({
  id: 'not_1',
  created_at: start,
  attendees,
  calendar_event: end === null ? null : { scheduled_start_time: start, scheduled_end_time: end },
});

test('counts weeks from Monday to Sunday, newest first, each person once', () => {
  const bob = { name: 'Bob', email: 'bob@example.com' };
  const notes = [
    note('2026-11-16T00:00:00Z', '2026-11-16T01:30:00Z', [ada, bob]),
    note('2026-11-22T23:30:00Z', '2026-11-23T00:00:00Z', [{ ...ada, email: 'ADA@example.com' }]),
    note('2026-11-15T23:59:59Z', '2026-11-16T00:29:59Z'),
  ];
  expect(weeksOf(notes)).toEqual([
    { week: '2026-11-16', meetings: 2, hours: 2, people: 2 },
    { week: '2026-11-09', meetings: 1, hours: 0.5, people: 1 },
  ]);
});

test('counts half an hour where no end was planned, or one before the beginning', () => {
  expect(weeksOf([note('2026-11-16T10:00:00Z', null)])).toMatchObject([{ hours: 0.5 }]);
  expect(weeksOf([note('2026-11-16T10:00:00Z', '2026-11-16T09:00:00Z')])).toMatchObject([{ hours: 0.5 }]);
});

test('leaves out a note without any time', () => {
  expect(weeksOf([{ id: 'not_1' }])).toEqual([]);
});
