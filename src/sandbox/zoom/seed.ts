import { type Sandbox } from '../platform';
import { cuesOf, MEETINGS, webVtt, type Held, type Meeting } from '../world/meetings';
import { fullName, person } from '../world/people';
import { DAY, moment, withDays } from '../world/time';
import { meetingNumber, meetingUuid, Rooms, zoomUserId, type Participant } from './model';
import { defaultSettings } from './settings';

/** A UUID that begins with a slash and holds two in a row has to be encoded twice: one meeting keeps clients honest. */
const AWKWARD: Record<string, string> = { 'bw-review': '/2Kq7dlDQ//mVb3xQ0c9AA==' };

export function seedZoom(sandbox: Sandbox): void {
  const rooms = new Rooms(sandbox);
  for (const meeting of MEETINGS) {
    const start = moment(sandbox.anchor, meeting.at);
    const weekly = meeting.weeks !== undefined;
    const id = meetingNumber(meeting.key);
    rooms.save({
      id,
      uuid: meetingUuid(`${meeting.key}:next`),
      host: meeting.host,
      topic: meeting.topic,
      agenda: withDays(meeting.agenda, sandbox.anchor),
      type: weekly ? 8 : 2,
      start,
      minutes: meeting.minutes,
      timezone: person(meeting.host).timezone,
      created: start - 14 * DAY,
      password: String(meetingNumber(`password:${meeting.key}`)).slice(0, 6),
      settings: defaultSettings(),
      status: 'waiting',
      invited: [
        ...meeting.invited.map((key) => ({ name: fullName(person(key)), email: person(key).email })),
        ...(meeting.guest ? [meeting.guest] : []),
      ],
      ...(meeting.weeks === undefined ? {} : series(meeting, start, meeting.weeks)),
    });
    meeting.held.forEach((held, index) => seedInstance(rooms, meeting, held, id, index));
  }
}

function series(meeting: Meeting, start: number, weeks: number) {
  const occurrences = Array.from({ length: weeks }, (_, week) => {
    const at = start + week * 7 * DAY;
    return { id: String(at), start: at, minutes: meeting.minutes, status: 'available' as const };
  });
  const weekday = String(new Date(start).getUTCDay() + 1);
  return { recurrence: { type: 2, repeat_interval: 1, weekly_days: weekday, end_times: weeks }, occurrences };
}

function seedInstance(rooms: Rooms, meeting: Meeting, held: Held, meetingId: number, index: number): void {
  const { anchor } = rooms.sandbox;
  const start = moment(anchor, held.at);
  const end = start + held.minutes * 60_000;
  const people: Participant[] = held.attended.map((key, position) => {
    const someone = person(key);
    const internal = someone.org === 'larkfield';
    return {
      id: internal ? zoomUserId(key) : '',
      userId: String(16_778_240 + position * 1024),
      name: fullName(someone),
      email: internal ? someone.email : '',
      internal,
      joined: start + position * 11_000,
      left: end - position * 7_000,
    };
  });
  const { guest } = meeting;
  if (guest) {
    const userId = String(16_778_240 + people.length * 1024);
    people.push({ id: '', userId, name: guest.name, email: '', internal: false, joined: start + 60_000, left: end });
  }
  rooms.saveInstance({
    uuid: AWKWARD[meeting.key] ?? meetingUuid(`${meeting.key}:${index}`),
    meetingId,
    host: meeting.host,
    topic: meeting.topic,
    start,
    end,
    participants: people,
    vtt: held.lines && webVtt(cuesOf(meeting, held, anchor)),
    summary: held.summary && {
      overview: withDays(held.summary.overview, anchor),
      details: held.summary.details.map(({ label, summary }) => ({ label, summary: withDays(summary, anchor) })),
      next: held.summary.next.map((text) => withDays(text, anchor)),
    },
  });
}
