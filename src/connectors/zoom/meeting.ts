import { z } from 'zod';
import { invalidRequest } from '../../core/errors';
import { untrusted } from '../../core/untrusted';
import { timezone, zoomId } from './schema';

const email = z
  .string()
  .max(254)
  .regex(/^[^\s@;,]+@[^\s@;,]+\.[^\s@;,]+$/, 'must be an e-mail address');

/** What both a new and a changed meeting can be given. */
export const meetingInput = {
  duration_minutes: z.int().min(1).max(1440).optional().describe('Length in minutes.'),
  timezone: timezone.optional(),
  agenda: z.string().max(2000).optional().describe('What it is about.'),
  passcode: z
    .string()
    .regex(/^[A-Za-z0-9@_*-]{1,10}$/, 'must be 1 to 10 of letters, digits, @ - _ *')
    .optional()
    .describe('1-10 letters, digits, @ - _ *.'),
  invitees: z
    .array(email)
    .max(100)
    .optional()
    .describe('E-mail addresses to note as invited; get_invitation has a text to send them.'),
  alternative_hosts: z
    .array(email)
    .max(20)
    .optional()
    .describe('E-mail addresses of licensed colleagues who may host.'),
  waiting_room: z.boolean().optional().describe('Hold people until let in?'),
  join_before_host: z.boolean().optional().describe('May people start without the host?'),
  mute_upon_entry: z.boolean().optional().describe('Mute people as they join?'),
  auto_recording: z.enum(['none', 'local', 'cloud']).optional().describe('cloud makes a transcript possible.'),
  auto_summary: z.boolean().optional().describe('Have AI Companion summarise it?'),
};

type MeetingValues = z.output<z.ZodObject<typeof meetingInput>> & {
  topic?: string | undefined;
  start_time?: string | undefined;
};

/** The body Zoom takes; undefined members are left out on the way. */
export function toZoomMeeting(input: MeetingValues): Record<string, unknown> {
  const settings = {
    meeting_invitees: input.invitees?.map((address) => ({ email: address })),
    alternative_hosts: input.alternative_hosts?.join(';'),
    waiting_room: input.waiting_room,
    join_before_host: input.join_before_host,
    mute_upon_entry: input.mute_upon_entry,
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

/** A meeting as our tools answer it. */
export const meeting = z.object({
  id: z.string().describe('Meeting number.'),
  topic: untrusted('Topic.'),
  kind: z.string(),
  status: z.string().optional(),
  startTime: z.string().optional().describe('UTC.'),
  durationMinutes: z.number().optional(),
  timezone: z.string().optional(),
  agenda: untrusted('Agenda.').optional(),
  joinUrl: z.string().optional().describe('For participants.'),
  passcode: z.string().optional(),
  host: z.string().optional(),
  invitees: z.array(z.string()).optional(),
  alternativeHosts: z.array(z.string()).optional(),
  settings: z.record(z.string(), z.union([z.string(), z.boolean()])).optional(),
  occurrences: z.array(z.object({ id: z.string(), startTime: z.string(), durationMinutes: z.number() })).optional(),
});

export function toMeeting(raw: z.output<typeof zoomMeeting>): z.input<typeof meeting> {
  const { settings = {} } = raw;
  const kept = settingsOf(settings);
  const hosts =
    settings.alternative_hosts
      ?.split(/[;,]/)
      .map((host) => host.trim())
      .filter(Boolean) ?? [];
  const invitees = settings.meeting_invitees?.map((invitee) => invitee.email) ?? [];
  const occurrences = raw.occurrences?.filter((occurrence) => occurrence.status !== 'deleted');
  return {
    id: raw.id,
    topic: raw.topic ?? '',
    kind: kindOf(raw.type ?? 2),
    ...(raw.status !== undefined && { status: raw.status }),
    ...(raw.start_time !== undefined && { startTime: raw.start_time }),
    ...(raw.duration !== undefined && { durationMinutes: raw.duration }),
    ...(raw.timezone !== undefined && { timezone: raw.timezone }),
    ...(raw.agenda && { agenda: raw.agenda }),
    ...(raw.join_url !== undefined && { joinUrl: raw.join_url }),
    ...(raw.password && { passcode: raw.password }),
    ...(raw.host_email !== undefined && { host: raw.host_email }),
    ...(invitees.length > 0 && { invitees }),
    ...(hosts.length > 0 && { alternativeHosts: hosts }),
    ...(Object.keys(kept).length > 0 && { settings: kept }),
    ...(occurrences !== undefined && {
      occurrences: occurrences.map((occurrence) => ({
        id: occurrence.occurrence_id,
        startTime: occurrence.start_time ?? '',
        durationMinutes: occurrence.duration ?? 0,
      })),
    }),
  };
}

/** The settings a tool can change, under the names the tools give them. */
function settingsOf(raw: NonNullable<z.output<typeof zoomMeeting>['settings']>): Record<string, string | boolean> {
  const named = {
    waiting_room: raw.waiting_room,
    join_before_host: raw.join_before_host,
    mute_upon_entry: raw.mute_upon_entry,
    auto_recording: raw.auto_recording,
    auto_summary: raw.auto_start_meeting_summary,
  };
  return Object.fromEntries(
    Object.entries(named).filter((entry): entry is [string, string | boolean] => entry[1] !== undefined),
  );
}
