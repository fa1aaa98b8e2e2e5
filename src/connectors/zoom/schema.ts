import { z } from 'zod';

const NUMBER = String.raw`\d(?:[ -]?\d){8,11}`;
const UUID = String.raw`[A-Za-z0-9+/]{10,60}={1,2}`;
const unspaced = (text: string): string => text.replace(/[ -]/g, '');

export const meetingNumber = z
  .string()
  .regex(new RegExp(`^${NUMBER}$`), 'must be a meeting number of 9 to 12 digits such as 87412345678')
  .overwrite(unspaced)
  .describe('From list_meetings.');

export const meetingId = z
  .string()
  .regex(new RegExp(`^(?:${NUMBER}|${UUID})$`), 'must be a meeting number of 9 to 12 digits, or a UUID that ends in =')
  .overwrite(unspaced)
  .describe('The uuid of one past meeting, or a meeting number for its latest one.');

export const occurrenceId = z
  .string()
  .max(20)
  .refine((text) => /^\d+$/.test(text), 'must be an occurrence id, a number')
  .describe('One date of a series.');

export const day = z.string().max(10).refine(isDay, 'must be a day such as 2026-11-21').meta({ format: 'date' });

export const startTime = z
  .string()
  .max(25)
  .refine(isTime, 'must be ISO 8601 such as 2026-12-01T09:00:00+01:00')
  .describe('ISO 8601; without offset in timezone.');

export const timezone = z
  .string()
  .max(64)
  .refine(isTimezone, 'must be an IANA name such as Europe/Berlin')
  .describe('IANA name.');

/** Zoom's numbers are ids, not quantities: they travel as text. */
export const zoomId = z.union([z.number(), z.string()]).transform(String);

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function isTime(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/.test(text) &&
    isDay(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text))
  );
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
