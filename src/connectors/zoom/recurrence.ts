import { invalidRequest } from '../../core/errors';

export const REPEATS = ['daily', 'weekly', 'monthly'] as const;
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Zoom's own limits. @see https://developers.zoom.us/docs/api/meetings/#tag/meetings/post/users/{userId}/meetings */
const MOST_EVERY = { daily: 90, weekly: 12, monthly: 3 } as const;
const ZOOM_TYPE = { daily: 1, weekly: 2, monthly: 3 } as const;
const DEFAULT_COUNT = 10;

interface Rhythm {
  start_time?: string | undefined;
  timezone?: string | undefined;
  repeat?: (typeof REPEATS)[number] | undefined;
  repeat_every?: number | undefined;
  repeat_count?: number | undefined;
  weekdays?: (typeof WEEKDAYS)[number][] | undefined;
}

/**
 * Zoom's recurrence; undefined for a meeting that takes place once. Weekday and day of the month are always named, because Zoom's own
 * defaults are Sunday and the first whatever the start is.
 * @throws {SeneschalError} `invalid_request`, naming what is missing or too large.
 */
export function toRecurrence(input: Rhythm): Record<string, unknown> | undefined {
  const {
    repeat,
    start_time: start,
    timezone,
    repeat_every: every = 1,
    repeat_count: count = DEFAULT_COUNT,
    weekdays,
  } = input;
  if (repeat === undefined) {
    const stray = (['repeat_every', 'repeat_count', 'weekdays'] as const).find((name) => input[name] !== undefined);
    if (stray !== undefined) throw invalidRequest(`${stray}: give repeat too.`);
    return undefined;
  }
  if (start === undefined || timezone === undefined) throw invalidRequest('repeat: give start_time and timezone too.');
  if (every > MOST_EVERY[repeat])
    throw invalidRequest(`repeat_every: ${repeat} meetings repeat every ${MOST_EVERY[repeat]} at most.`);
  if (weekdays !== undefined && repeat !== 'weekly') throw invalidRequest('weekdays: only for repeat weekly.');
  const first = localDay(start, timezone);
  const days = weekdays?.map((day) => WEEKDAYS.indexOf(day)) ?? [first.getUTCDay()];
  return {
    type: ZOOM_TYPE[repeat],
    repeat_interval: every,
    end_times: count,
    ...(repeat === 'weekly' && {
      weekly_days: [...new Set(days)]
        .sort()
        .map((day) => day + 1)
        .join(','),
    }),
    ...(repeat === 'monthly' && { monthly_day: first.getUTCDate() }),
  };
}

/** The day on which `start` falls in its time zone, as that day's midnight in UTC. */
function localDay(start: string, timeZone: string): Date {
  if (!/(Z|[+-]\d\d:\d\d)$/.test(start)) return new Date(`${start.slice(0, 10)}T00:00:00Z`);
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return new Date(`${parts.format(new Date(start))}T00:00:00Z`);
}
