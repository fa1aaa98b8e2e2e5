import { json, type Call } from '../../kernel/call';
import { fullName, person } from '../../world/people';
import { DAY } from '../../world/time';
import { invalidField, refuse } from '../failure';
import { meetingNumber, meetingUuid, type StoredMeeting } from '../model';
import { defaultSettings } from '../settings';
import { joinUrl, listedMeeting, meetingShape, pastShape } from '../shapes';
import { ownMeeting } from './find';
import { readMeetingBody, startOf, type MeetingBody } from './meeting-body';
import { ownUser, type Context, type Operation } from './operation';
import { pageOf } from './paging';
import { day } from './recordings';

/** A scheduled meeting stays in the list of scheduled ones for a month after its time. */
const EXPIRY_DAYS = 30;
const TYPES = ['scheduled', 'live', 'upcoming', 'upcoming_meetings', 'previous_meetings'];

type Listed = { start: number; item: Record<string, unknown> };

/** The occurrences of a meeting that still take place. */
function occurrences(meeting: StoredMeeting): { start: number | undefined; minutes: number }[] {
  if (!meeting.occurrences) return [{ start: meeting.start, minutes: meeting.minutes }];
  return meeting.occurrences.filter(({ status }) => status === 'available');
}

function listed(type: string, host: Context['me'], { rooms, sandbox }: Context): Listed[] {
  const now = sandbox.now();
  if (type === 'previous_meetings') {
    return rooms
      .past(host)
      .map((instance) => {
        const meeting = rooms.meetings.get(host, String(instance.meetingId));
        const item = { ...(meeting ? listedMeeting(meeting) : {}), ...pastShape(instance) };
        return { start: instance.start, item: trimPast(item) };
      })
      .reverse();
  }
  const all = rooms.meetings.list(host).flatMap((meeting) =>
    occurrences(meeting).map(({ start, minutes }) => ({
      start: start ?? Number.MAX_SAFE_INTEGER,
      end: start === undefined ? Number.MAX_SAFE_INTEGER : start + minutes * 60_000,
      live: meeting.status === 'started',
      item: listedMeeting(meeting, start),
    })),
  );
  const kept = all.filter(({ end, live }) => {
    if (type === 'live') return live;
    if (type === 'scheduled') return end > now - EXPIRY_DAYS * DAY;
    return live || end > now;
  });
  return kept.sort((a, b) => a.start - b.start);
}

/** A list line has fewer members than the details of a past meeting. */
function trimPast(item: Record<string, unknown>): Record<string, unknown> {
  const { uuid, id, host_id, topic, type, start_time, duration, timezone, created_at, join_url } = item;
  return { uuid, id, host_id, topic, type, start_time, duration, timezone, created_at, join_url };
}

function list(call: Call, { userId = '' }: Record<string, string>, context: Context): Response {
  const host = ownUser(userId, context);
  const type = call.query.get('type') || 'scheduled';
  if (!TYPES.includes(type)) return invalidField('type');
  const from = day(call, 'from', -Infinity);
  const to = day(call, 'to', Infinity);
  if (from > to) return invalidField('from');
  const found = listed(type, host, context).filter(({ start }) => start >= from && start < to + DAY);
  const page = pageOf(call, `meetings:${host}:${type}:${from}:${to}`, found, context.sandbox.now());
  return json({
    page_count: Math.ceil(found.length / page.size),
    page_number: 1,
    page_size: page.size,
    total_records: found.length,
    next_page_token: page.next,
    meetings: page.items.map(({ item }) => item),
  });
}

function changed(meeting: StoredMeeting, body: MeetingBody): StoredMeeting {
  const timezone = body.timezone ?? meeting.timezone;
  const type = body.type ?? meeting.type;
  const start = body.start_time === undefined ? meeting.start : startOf(body.start_time, timezone);
  const minutes = body.duration ?? meeting.minutes;
  const rhythm = body.recurrence ?? meeting.recurrence;
  const invitees = body.settings?.meeting_invitees;
  return {
    ...meeting,
    topic: body.topic ?? meeting.topic,
    agenda: body.agenda ?? meeting.agenda,
    type,
    start: type === 3 || type === 1 ? undefined : start,
    minutes,
    timezone,
    password: body.password || meeting.password,
    settings: { ...meeting.settings, ...body.settings },
    invited: Array.isArray(invitees) ? invitees.map(invitee) : meeting.invited,
    ...(type === 8 && start !== undefined
      ? { recurrence: rhythm, occurrences: series(start, minutes, body, meeting) }
      : {}),
  };
}

function invitee(value: unknown): { name: string; email: string } {
  const email = typeof value === 'object' && value !== null && 'email' in value ? value.email : undefined;
  return typeof email === 'string' ? { name: email, email } : invalidField('settings.meeting_invitees');
}

const INTERVAL_DAYS: Record<number, number> = { 1: 1, 2: 7, 3: 28 };

/** Rebuilt when the rhythm or the time changed, kept otherwise. */
function series(
  start: number,
  minutes: number,
  { recurrence, start_time: given, timezone }: MeetingBody,
  meeting: StoredMeeting,
) {
  if (!recurrence && given === undefined && meeting.occurrences) {
    return meeting.occurrences.map((occurrence) => ({ ...occurrence, minutes }));
  }
  const { type = 2, repeat_interval: every = 1, end_times: times, end_date_time: until } = recurrence ?? {};
  const days = type === 2 ? weekdayOffsets(start, timezone ?? meeting.timezone, recurrence?.weekly_days) : [0];
  const step = (INTERVAL_DAYS[type] ?? 7) * every;
  const last = until === undefined ? Infinity : Date.parse(until);
  return Array.from({ length: Math.min(times ?? 7, 60) }, (_, index) => {
    const round = Math.floor(index / days.length);
    return start + (round * step + (days[index % days.length] ?? 0)) * DAY;
  })
    .filter((at) => at <= last)
    .map((at) => ({ id: String(at), start: at, minutes, status: 'available' as const }));
}

/** How many days after the start each of the weekdays comes first; Zoom counts them from Sunday, which is 1. */
function weekdayOffsets(start: number, timeZone: string, weekdays: string | undefined): number[] {
  if (weekdays === undefined) return [0];
  const name = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short' }).format(start);
  const first = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(name);
  return weekdays
    .split(',')
    .map((day) => (Number(day) - 1 - first + 7) % 7)
    .sort((a, b) => a - b);
}

function create(call: Call, { userId = '' }: Record<string, string>, context: Context): Response {
  const { rooms, sandbox } = context;
  const host = ownUser(userId, context);
  const body = readMeetingBody(call);
  const type = body.type ?? 2;
  if (type === 8 && !body.recurrence) return invalidField('recurrence');
  const now = sandbox.now();
  const name = `created:${sandbox.store.next('zoom:meeting')}`;
  const empty: StoredMeeting = {
    id: meetingNumber(name),
    uuid: meetingUuid(name),
    host,
    topic: 'Zoom Meeting',
    agenda: '',
    type,
    start: Math.ceil(now / 60_000) * 60_000,
    minutes: 60,
    timezone: person(host).timezone,
    created: now,
    password: String(meetingNumber(`password:${name}`)).slice(0, 6),
    settings: defaultSettings(),
    status: 'waiting',
    invited: [],
  };
  const meeting = rooms.save(changed(empty, body));
  const { status, ...shape } = meetingShape(meeting);
  return json({ ...shape, ...(type === 1 ? { status } : {}) }, 201);
}

function update(call: Call, { meetingId = '' }: Record<string, string>, context: Context): Response {
  const meeting = ownMeeting(meetingId, context);
  const body = readMeetingBody(call);
  const occurrence = call.query.get('occurrence_id');
  if (occurrence) {
    const at = meeting.occurrences?.find(({ id }) => id === occurrence);
    if (!at) return refuse(404, 3001, `Meeting occurrence does not exist: ${occurrence}.`);
    if (body.start_time !== undefined) at.start = startOf(body.start_time, body.timezone ?? meeting.timezone);
    at.minutes = body.duration ?? at.minutes;
    context.rooms.save(meeting);
  } else context.rooms.save(changed(meeting, body));
  return new Response(null, { status: 204 });
}

function remove(call: Call, { meetingId = '' }: Record<string, string>, context: Context): Response {
  const meeting = ownMeeting(meetingId, context);
  const occurrence = call.query.get('occurrence_id');
  if (occurrence) {
    const at = meeting.occurrences?.find(({ id, status }) => id === occurrence && status === 'available');
    if (!at) return refuse(404, 3001, `Meeting occurrence does not exist: ${occurrence}.`);
    at.status = 'deleted';
    context.rooms.save(meeting);
  } else context.rooms.meetings.delete(context.me, String(meeting.id));
  return new Response(null, { status: 204 });
}

function invitation(_: Call, { meetingId = '' }: Record<string, string>, context: Context): Response {
  const meeting = ownMeeting(meetingId, context);
  const time =
    meeting.start === undefined
      ? ''
      : `Time: ${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: meeting.timezone }).format(meeting.start)} ${meeting.timezone}`;
  const lines = [
    `${fullName(person(meeting.host))} is inviting you to a scheduled Zoom meeting.`,
    '',
    `Topic: ${meeting.topic}`,
    time,
    'Join Zoom Meeting',
    joinUrl(meeting),
    '',
    `Meeting ID: ${String(meeting.id).replace(/(\d{3})(\d{4})(\d+)/, '$1 $2 $3')}`,
    `Passcode: ${meeting.password}`,
  ];
  return json({ invitation: lines.join('\r\n'), sip_links: [] });
}

export const MEETING_OPERATIONS: Record<string, Operation> = {
  'GET /v2/users/:userId/meetings': { scope: 'meeting:read:list_meetings', category: 'Medium', run: list },
  'POST /v2/users/:userId/meetings': { scope: 'meeting:write:meeting', category: 'Light', daily: true, run: create },
  'GET /v2/meetings/:meetingId': {
    scope: 'meeting:read:meeting',
    category: 'Light',
    run: (_, { meetingId = '' }, context) => json(meetingShape(ownMeeting(meetingId, context))),
  },
  'PATCH /v2/meetings/:meetingId': { scope: 'meeting:update:meeting', category: 'Light', daily: true, run: update },
  'DELETE /v2/meetings/:meetingId': { scope: 'meeting:delete:meeting', category: 'Light', run: remove },
  'GET /v2/meetings/:meetingId/invitation': { scope: 'meeting:read:invitation', category: 'Light', run: invitation },
};
