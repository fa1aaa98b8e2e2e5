import { z } from 'zod';
import { SeneschalError } from '../../core/errors';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { type SyncContext, type SyncRecord } from '../../core/sync';
import { type ListedItem, listedResource } from '../../core/sync-lists';
import { nextCursor, pathId, read } from './client';
import { zoomMeeting } from './meeting';
import { readTranscript, toFile, transcriptFiles, type ZoomRecording, zoomRecording } from './recordings';
import { type Cue } from './transcript';
import { readMe } from './user';

/*
 * Zoom has no cursor of changes: it lists meetings and recordings by days, a month at most at a time. So the last month is listed again
 * and again, and everything once a day; see `listedResource`.
 */

const DAY_MS = 86_400_000;
const LOOK_BACK_MS = 31 * DAY_MS;
/** Days of one list. */
const WINDOW_DAYS = 30;
const PER_PAGE = 30;
/** The list of what is still to come, which has no days. */
const UPCOMING = 'upcoming';
/** A long transcript is kept in parts, which a search finds by themselves. In characters. */
const PART = 8_000;

const meetings = z.object({ meetings: z.array(zoomMeeting), next_page_token: z.string().optional() });
const recordings = z.object({ meetings: z.array(zoomRecording), next_page_token: z.string().optional() });
const participants = z.object({
  participants: z.array(z.object({ name: z.string().optional(), user_email: z.string().optional() })),
});

export const meetingsResource = listedResource({
  title: 'meetings',
  stores: 'Meetings you host, to come and past, with their agenda and who was there.',
  kinds: ['meeting'],
  lookBackMs: LOOK_BACK_MS,
  lists: (from, now) => [UPCOMING, ...windows(from, now)],
  read: async (api, list, token, context) => {
    const upcoming = list === UPCOMING;
    const days = upcoming ? { type: 'upcoming' } : { type: 'previous_meetings', ...daysOf(list) };
    const query = { ...days, page_size: PER_PAGE, next_page_token: token };
    const found = await read(api, path`/users/me/meetings`, meetings, { query, weight: 'medium' });
    // One without a time, a room that is always there, takes place when it is held.
    const items = found.meetings.flatMap((raw) =>
      upcoming ? plannedItem(api, context, raw) : heldItem(api, context, raw),
    );
    return { items, next: nextCursor(found) };
  },
});

export const recordingsResource = listedResource({
  title: 'recordings',
  stores: 'Which of your meetings were recorded in Zoom’s cloud, and where to watch them. No sound and no pictures.',
  kinds: ['recording'],
  lookBackMs: LOOK_BACK_MS,
  lists: windows,
  read: (api, list, token, context) =>
    listRecordings(api, list, token, (raw) => ({
      id: `recording:${raw.uuid}`,
      at: timeOf(raw.start_time),
      fixed: false,
      records: async () => [toRecording(raw, await hostOf(api, context))],
    })),
});

export const transcriptsResource = listedResource({
  title: 'transcripts',
  stores: 'What was said in your meetings that were recorded in Zoom’s cloud, and by whom.',
  kinds: ['transcript'],
  lookBackMs: LOOK_BACK_MS,
  lists: windows,
  read: (api, list, token, context) =>
    listRecordings(api, list, token, (raw) => ({
      id: `transcript:${raw.uuid}`,
      at: timeOf(raw.start_time),
      fixed: true,
      records: async () => {
        // Without files there is none, or Zoom is still writing it; some may be read by nobody.
        const cues = (await unlessRefused(readTranscript(api, transcriptFiles(raw).files))) ?? [];
        return toTranscript(raw, cues, await hostOf(api, context));
      },
    })),
});

/** Days from `from` to now, the last ones first, in lists Zoom answers. */
function windows(from: number, now: number): string[] {
  const found: string[] = [];
  for (let last = now; last >= from || found.length === 0; last -= WINDOW_DAYS * DAY_MS) {
    const first = Math.max(from, last - (WINDOW_DAYS - 1) * DAY_MS);
    found.push(`${dayOf(first)}/${dayOf(last)}`);
  }
  return found;
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const timeOf = (text: string | undefined): number => Date.parse(text ?? '') || 0;

function daysOf(list: string): { from: string; to: string } {
  const [from = '', to = ''] = list.split('/');
  return { from, to };
}

async function listRecordings(
  api: PlatformApi,
  list: string,
  token: string | undefined,
  toItem: (raw: ZoomRecording) => ListedItem,
): Promise<{ items: ListedItem[]; next?: string | undefined }> {
  const query = { ...daysOf(list), page_size: PER_PAGE, next_page_token: token };
  const found = await read(api, path`/users/me/recordings`, recordings, { query, weight: 'medium' });
  return { items: found.meetings.map(toItem), next: nextCursor(found) };
}

type Meeting = z.output<typeof zoomMeeting>;

/** One date of a meeting that is still to come; another time makes it another. */
function plannedItem(api: PlatformApi, context: SyncContext, raw: Meeting): ListedItem[] {
  const { id, topic = '', agenda = '', start_time: start, join_url: url } = raw;
  if (start === undefined) return [];
  const externalId = `planned:${id}:${start}`;
  const at = timeOf(start);
  const records = async (): Promise<SyncRecord[]> => [
    {
      ...{ kind: 'meeting', externalId, at, updatedAt: at, title: topic, text: agenda },
      people: [await hostOf(api, context)],
      ...(url !== undefined && { url }),
      container: { id, name: topic },
      ids: { meeting_id: id },
    },
  ];
  return [{ id: externalId, at, fixed: false, records }];
}

/** A meeting that took place, with everybody who was there. */
function heldItem(api: PlatformApi, context: SyncContext, raw: Meeting): ListedItem[] {
  const { id, uuid, topic = '', agenda = '', start_time: start } = raw;
  if (uuid === undefined) return [];
  const externalId = `held:${uuid}`;
  const at = timeOf(start);
  const records = async (): Promise<SyncRecord[]> => [
    {
      ...{ kind: 'meeting', externalId, at, updatedAt: at, title: topic, text: agenda },
      people: [...new Set([await hostOf(api, context), ...(await participantsOf(api, uuid))])],
      container: { id, name: topic },
      ids: { meeting_id: uuid },
    },
  ];
  return [{ id: externalId, at, fixed: true, records }];
}

function toRecording(raw: ZoomRecording, host: string): SyncRecord {
  const { uuid, id, topic = '', start_time: start, duration, share_url: url } = raw;
  const files = (raw.recording_files ?? []).map(toFile).map(({ type, kind }) => kind?.replaceAll('_', ' ') ?? type);
  const at = timeOf(start);
  return {
    ...{ kind: 'recording', externalId: `recording:${uuid}`, at, updatedAt: at, title: topic },
    text: [duration === undefined ? '' : `${duration} minutes`, ...new Set(files)].filter(Boolean).join(', '),
    people: [host],
    ...(url !== undefined && { url }),
    container: { id, name: topic },
    ids: { meeting_id: uuid },
  };
}

/** A transcript in parts of whole sentences by one speaker, each at the time it was said. */
function toTranscript(raw: ZoomRecording, cues: readonly Cue[], host: string): SyncRecord[] {
  const { uuid, topic = '', start_time: start, share_url: url } = raw;
  const parts: Cue[][] = [];
  let length = 0;
  for (const cue of cues) {
    length += cue.text.length;
    if (parts.length === 0 || length > PART) {
      parts.push([]);
      length = cue.text.length;
    }
    parts.at(-1)?.push(cue);
  }
  return parts.map((part, index) => {
    const at = timeOf(start) + Math.floor((part[0]?.start ?? 0) * 1000);
    const speakers = part.flatMap(({ speaker = '' }) =>
      speaker === '' || host.startsWith(`${speaker} <`) ? [] : [speaker],
    );
    return {
      ...{ kind: 'transcript', externalId: `transcript:${uuid}:${index}`, at, updatedAt: at },
      title: parts.length === 1 ? topic : `${topic} (part ${index + 1} of ${parts.length})`,
      text: part.map(({ speaker, text }) => (speaker === undefined ? text : `${speaker}: ${text}`)).join('\n'),
      people: [...new Set([host, ...speakers])],
      ...(url !== undefined && { url }),
      container: { id: `transcript:${uuid}`, name: topic },
      ids: { meeting_id: uuid },
    };
  });
}

/** Who took part, as far as Zoom tells: it does not for free accounts, nor for long. */
async function participantsOf(api: PlatformApi, uuid: string): Promise<string[]> {
  const target = path`/past_meetings/${pathId(uuid)}/participants`;
  const query = { page_size: 100 };
  const found = await unlessRefused(read(api, target, participants, { query, weight: 'medium' }));
  return (found?.participants ?? []).flatMap(({ name, user_email: email }) => person(name, email));
}

/** The host of everything Zoom lists for this account. */
async function hostOf(api: PlatformApi, { memo }: SyncContext): Promise<string> {
  const known = memo.get('host');
  if (known !== undefined) return known;
  const { name, email } = await readMe(api);
  const [host = email] = person(name, email);
  memo.set('host', host);
  return host;
}

const person = (name = '', email = ''): string[] => {
  if (name === '' || email === '') return [name, email].filter((part) => part !== '');
  return [`${name} <${email}>`];
};

/** What Zoom does not hand out of one meeting holds up no other. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const { kind } = SeneschalError.from(error);
    if (kind === 'not_found' || kind === 'invalid_request' || kind === 'invalid_response') return undefined;
    throw error;
  }
}
