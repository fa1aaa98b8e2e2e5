import { z } from 'zod';
import { invalidRequest } from '../../core/errors';
import { untrusted } from '../../core/untrusted';
import { timezone, zoomId } from './schema';

/** What both a new and a changed meeting can be given. */
export const meetingInput = {
  duration_minutes: z.int().min(1).max(1440).optional().describe('Length.'),
  timezone: timezone.optional(),
  agenda: z.string().max(2000).optional().describe('Agenda.'),
  passcode: z
    .string()
    .max(10)
    .refine((text) => /^[A-Za-z0-9@_*-]+$/.test(text), 'must be 1 to 10 of letters, digits, @ - _ *')
    .optional()
    .describe('A-Z a-z 0-9 @ - _ *'),
  waiting_room: z.boolean().optional().describe('Let people in singly?'),
  join_before_host: z.boolean().optional().describe('Start without you?'),
  auto_recording: z.enum(['none', 'local', 'cloud']).optional().describe('For a transcript: cloud.'),
  auto_summary: z.boolean().optional().describe('Have AI sum it up?'),
};

type MeetingValues = z.output<z.ZodObject<typeof meetingInput>> & {
  topic?: string | undefined;
  start_time?: string | undefined;
};

/** The body Zoom takes; undefined members are left out on the way. */
export function toZoomMeeting(input: MeetingValues): Record<string, unknown> {
  const settings = {
    waiting_room: input.waiting_room,
    join_before_host: input.join_before_host,
    auto_recording: input.auto_recording,
    auto_start_meeting_summary: input.auto_summary,
  };
  return defined({
    topic: input.topic,
    start_time: input.start_time === undefined ? undefined : zoomTime(input.start_time, input.timezone),
    duration: input.duration_minutes,
    timezone: input.timezone,
    agenda: input.agenda,
    password: input.passcode,
    settings: Object.values(settings).some((value) => value !== undefined) ? defined(settings) : undefined,
  });
}

const defined = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** Zoom takes UTC with a Z, or the wall clock of `timezone` without one; an offset it does not understand. */
function zoomTime(text: string, zone: string | undefined): string {
  if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return `${new Date(text).toISOString().slice(0, 19)}Z`;
  if (zone === undefined)
    throw invalidRequest('start_time has no offset: add one, such as +01:00 or Z, or give timezone.');
  return text.length === 16 ? `${text}:00` : text;
}

const KINDS: Readonly<Record<number, string>> = {
  1: 'instant',
  2: 'scheduled',
  3: 'repeating_no_fixed_time',
  4: 'personal_room',
  8: 'repeating',
  10: 'screen_share',
};
export const kindOf = (type: number): string => KINDS[type] ?? 'other';

/** A meeting as Zoom sends it; only what we map is named. `start_url` is not: whoever has it is host. */
export const zoomMeeting = z.object({
  id: zoomId,
  uuid: z.string().optional(),
  topic: z.string().optional(),
  type: z.number().optional(),
  status: z.string().optional(),
  start_time: z.string().optional(),
  duration: z.number().optional(),
  timezone: z.string().optional(),
  agenda: z.string().optional(),
  join_url: z.string().optional(),
  password: z.string().optional(),
  host_email: z.string().optional(),
  settings: z
    .object({
      meeting_invitees: z.array(z.object({ email: z.string() })).optional(),
      alternative_hosts: z.string().optional(),
      waiting_room: z.boolean().optional(),
      join_before_host: z.boolean().optional(),
      mute_upon_entry: z.boolean().optional(),
      auto_recording: z.string().optional(),
      auto_start_meeting_summary: z.boolean().optional(),
    })
    .optional(),
  occurrences: z
    .array(
      z.object({
        occurrence_id: zoomId,
        start_time: z.string().optional(),
        duration: z.number().optional(),
        status: z.string().optional(),
      }),
    )
    .optional(),
});

/** A meeting as the tools that make or change one answer it. */
export const savedMeeting = z.object({
  id: z.string(),
  topic: untrusted('Topic.'),
  startTime: z.string().optional(),
  durationMinutes: z.number().optional(),
  joinUrl: z.string().optional(),
  passcode: z.string().optional(),
  switchedOn: z.array(z.string()),
});

export const toSaved = (raw: z.output<typeof zoomMeeting>): z.input<typeof savedMeeting> => ({
  id: raw.id,
  topic: raw.topic ?? '',
  ...(raw.start_time !== undefined && { startTime: raw.start_time }),
  ...(raw.duration !== undefined && { durationMinutes: raw.duration }),
  ...(raw.join_url !== undefined && { joinUrl: raw.join_url }),
  ...(raw.password && { passcode: raw.password }),
  switchedOn: switchedOn(raw.settings ?? {}),
});

/** A meeting in full. */
export const meeting = savedMeeting.extend({
  kind: z.string(),
  timezone: z.string().optional(),
  agenda: untrusted('Agenda.').optional(),
  status: z.string().optional(),
  host: z.string().optional(),
  invitees: z.array(z.string()).optional(),
  alternativeHosts: z.array(z.string()).optional(),
  occurrences: z
    .array(z.object({ id: z.string(), startTime: z.string(), durationMinutes: z.number() }))
    .optional()
    .describe('Dates of a repeating one.'),
});

export function toMeeting(raw: z.output<typeof zoomMeeting>): z.input<typeof meeting> {
  const hosts = raw.settings?.alternative_hosts?.split(/[;,]\s*/).filter((host) => host !== '') ?? [];
  const invitees = raw.settings?.meeting_invitees?.map((invitee) => invitee.email) ?? [];
  const occurrences = raw.occurrences?.filter((occurrence) => occurrence.status !== 'deleted');
  return {
    ...toSaved(raw),
    kind: kindOf(raw.type ?? 2),
    ...(raw.timezone !== undefined && { timezone: raw.timezone }),
    ...(raw.agenda && { agenda: raw.agenda }),
    ...(raw.status !== undefined && { status: raw.status }),
    ...(raw.host_email !== undefined && { host: raw.host_email }),
    ...(invitees.length > 0 && { invitees }),
    ...(hosts.length > 0 && { alternativeHosts: hosts }),
    ...(occurrences !== undefined && {
      occurrences: occurrences.map((occurrence) => ({
        id: occurrence.occurrence_id,
        startTime: occurrence.start_time ?? '',
        durationMinutes: occurrence.duration ?? 0,
      })),
    }),
  };
}

function switchedOn(settings: NonNullable<z.output<typeof zoomMeeting>['settings']>): string[] {
  const { auto_recording: recording = 'none' } = settings;
  return [
    ...(settings.waiting_room ? ['waiting_room'] : []),
    ...(settings.join_before_host ? ['join_before_host'] : []),
    ...(settings.mute_upon_entry ? ['mute_upon_entry'] : []),
    ...(recording === 'none' ? [] : [`${recording}_recording`]),
    ...(settings.auto_start_meeting_summary ? ['auto_summary'] : []),
  ];
}
