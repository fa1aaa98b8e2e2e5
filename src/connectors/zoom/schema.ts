import { z } from 'zod';

const NUMBER = String.raw`\d(?:[ -]?\d){8,11}`;
const UUID = String.raw`[A-Za-z0-9+/]{10,60}={1,2}`;
const unspaced = (text: string): string => text.replace(/[ -]/g, '');

export const meetingNumber = z
  .string()
  .regex(new RegExp(`^${NUMBER}$`), 'must be a meeting number of 9 to 12 digits such as 87412345678')
  .overwrite(unspaced)
  .describe('Meeting number such as 87412345678, from list_meetings.');

export const meetingId = z
  .string()
  .regex(new RegExp(`^(?:${NUMBER}|${UUID})$`), 'must be a meeting number of 9 to 12 digits, or a UUID that ends in =')
  .overwrite(unspaced)
  .describe('The uuid of one past meeting, or a meeting number for its latest one.');

export const occurrenceId = z
  .string()
  .regex(/^\d{1,20}$/, 'must be an occurrence id, a number')
  .describe('Only this one of a repeating meeting: an occurrence id from get_meeting.');

export const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'must be a day such as 2026-11-21')
  .refine(isDay, 'must be a day that exists, such as 2026-11-21')
  .meta({ format: 'date' });

export const startTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/, 'must be ISO 8601 such as 2026-12-01T09:00:00+01:00')
  .refine((text) => !Number.isNaN(Date.parse(text)) && isDay(text.slice(0, 10)), 'must be a time that exists')
  .describe('ISO 8601 with offset (2026-12-01T09:00:00+01:00), or without one and then in timezone.');

export const timezone = z
  .string()
  .max(64)
  .refine(isTimezone, 'must be an IANA name such as Europe/Berlin')
  .describe('IANA name such as Europe/Berlin.');

/** Zoom's numbers are ids, not quantities: they travel as text. */
export const zoomId = z.union([z.number(), z.string()]).transform(String);

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
