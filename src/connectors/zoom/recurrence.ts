import { invalidRequest } from '../../core/errors';

export const REPEATS = ['daily', 'weekdays', 'weekly', 'biweekly', 'monthly'] as const;

interface Rhythm {
  start_time?: string | undefined;
  timezone?: string | undefined;
  repeat?: (typeof REPEATS)[number] | undefined;
  repeat_count: number;
}

const DAILY = 1;
const WEEKLY = 2;
const MONTHLY = 3;
const MONDAY_TO_FRIDAY = '2,3,4,5,6';

/**
 * Zoom's recurrence; undefined for a meeting that takes place once. Weekday and day of the month are always named, because Zoom's own
 * defaults are Sunday and the first whatever the start is.
 * @throws {SeneschalError} `invalid_request`, naming what is missing.
 * @see https://developers.zoom.us/docs/api/meetings/#tag/meetings/post/users/{userId}/meetings
 */
export function toRecurrence({ repeat, repeat_count: times, start_time: start, timezone }: Rhythm) {
  if (repeat === undefined) return undefined;
  if (start === undefined || timezone === undefined) throw invalidRequest('repeat: give start_time and timezone too.');
  const first = localDay(start, timezone);
  const weekday = String(first.getUTCDay() + 1);
  const rhythms = {
    daily: { type: DAILY, repeat_interval: 1 },
    weekdays: { type: WEEKLY, repeat_interval: 1, weekly_days: MONDAY_TO_FRIDAY },
    weekly: { type: WEEKLY, repeat_interval: 1, weekly_days: weekday },
    biweekly: { type: WEEKLY, repeat_interval: 2, weekly_days: weekday },
    monthly: { type: MONTHLY, repeat_interval: 1, monthly_day: first.getUTCDate() },
  };
  return { ...rhythms[repeat], end_times: times };
}

/** The day on which `start` falls in its time zone, as that day's midnight in UTC. */
function localDay(start: string, timeZone: string): Date {
  if (!/(Z|[+-]\d\d:\d\d)$/.test(start)) return new Date(`${start.slice(0, 10)}T00:00:00Z`);
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return new Date(`${parts.format(new Date(start))}T00:00:00Z`);
}
