import { z } from 'zod';
import { bodyText, contentType, parseJson, type Call } from '../../kernel/call';
import { refuse } from '../failure';

const recurrence = z.object({
  type: z.literal([1, 2, 3]),
  repeat_interval: z.number().int().min(1).max(90).optional(),
  weekly_days: z
    .string()
    .regex(/^[1-7](,[1-7])*$/)
    .optional(),
  monthly_day: z.number().int().min(1).max(31).optional(),
  monthly_week: z.literal([-1, 1, 2, 3, 4]).optional(),
  monthly_week_day: z.number().int().min(1).max(7).optional(),
  end_times: z.number().int().min(1).max(60).optional(),
  end_date_time: z.iso.datetime().optional(),
});

/** What of a meeting's description the sandbox looks at; unknown members are ignored, as Zoom ignores them. */
const body = z.object({
  topic: z.string().max(200).optional(),
  type: z.literal([1, 2, 3, 8, 10]).optional(),
  start_time: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/)
    .optional(),
  duration: z.number().int().min(1).max(1440).optional(),
  timezone: z.string().refine(isTimezone).optional(),
  agenda: z.string().max(2000).optional(),
  password: z
    .string()
    .regex(/^[A-Za-z0-9@\-_*]{0,10}$/)
    .optional(),
  schedule_for: z.string().optional(),
  recurrence: recurrence.optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});

export type MeetingBody = z.infer<typeof body>;

export function readMeetingBody(call: Call): MeetingBody {
  if (contentType(call.headers) !== 'application/json') {
    return refuse(415, 300, 'Unsupported Content Type: use application/json.');
  }
  const given = parseJson(bodyText(call));
  const parsed = body.safeParse(given);
  if (parsed.success) return parsed.data;
  if (typeof given !== 'object' || given === null)
    return refuse(400, 300, 'Request Body should be a valid JSON object.');
  const errors = parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: 'Invalid field.' }));
  return refuse(400, 300, 'Validation Failed.', { errors });
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** `start_time` with a Z is UTC; without one it is the wall clock of the meeting's time zone. */
export function startOf(text: string, timezone: string): number {
  const wall = Date.parse(text.endsWith('Z') ? text : `${text}Z`);
  if (text.endsWith('Z')) return wall;
  /* Twice, because the offset at the guess may not be the offset at the answer. */
  const first = wall - offsetAt(wall, timezone);
  return wall - offsetAt(first, timezone);
}

function offsetAt(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}
