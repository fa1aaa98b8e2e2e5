import { sandboxCredentials } from '../../core/sandbox-credentials';
import { isObject, type JsonObject } from '../kernel/call';
import { randomText, signV0 } from '../kernel/crypto';
import { type Delivery, type EventRequest, type Sandbox } from '../platform';
import { fullName, keyOfEmail, person, STAFF } from '../world/people';
import { isoSeconds } from '../world/time';
import { ACCOUNT_ID, meetingUuid, Rooms, zoomUserId, type StoredInstance, type StoredMeeting } from './model';
import { meetingShape, pastShape, recordingFiles, recordingShape, summaryShape } from './shapes';

export const ZOOM_EVENTS = [
  'meeting.started',
  'meeting.ended',
  'meeting.created',
  'meeting.updated',
  'meeting.deleted',
  'meeting.participant_joined',
  'meeting.summary_completed',
  'recording.completed',
  'recording.transcript_completed',
  'app_deauthorized',
  'endpoint.url_validation',
] as const;

export function zoomEvent(request: EventRequest, sandbox: Sandbox): Delivery {
  const secret = sandboxCredentials('zoom').webhookSecret;
  const timestamp = Math.floor(sandbox.now() / 1000) + request.skew;
  const { object, ...rest } = payload(request, new Rooms(sandbox));
  const { payload: given, ...loose } = request.data;
  const merged = isObject(object) ? { object: { ...object, ...loose } } : loose;
  const body = JSON.stringify({
    event: request.type,
    event_ts: sandbox.now(),
    payload: { ...rest, ...merged, ...(isObject(given) ? given : {}) },
  });
  return {
    body,
    contentType: 'application/json; charset=utf-8',
    headers: async (sent) => ({
      'user-agent': 'Zoom Marketplace/1.0a',
      'x-zm-request-timestamp': String(timestamp),
      'x-zm-signature': await signV0(secret, timestamp, sent),
    }),
  };
}

function payload(request: EventRequest, rooms: Rooms): JsonObject {
  const { type, account, forged, data } = request;
  const host = account.person;
  if (type === 'endpoint.url_validation') return { plainToken: randomText(22) };
  if (type === 'app_deauthorized') {
    if (!forged) rooms.sandbox.tokens.end('zoom', host, 'revoke');
    const { clientId } = sandboxCredentials('zoom');
    return {
      account_id: ACCOUNT_ID,
      user_id: zoomUserId(host),
      signature: randomText(64),
      deauthorization_time: new Date(rooms.sandbox.now()).toISOString(),
      client_id: clientId,
    };
  }
  const base = { account_id: ACCOUNT_ID, operator: person(host).email, operator_id: zoomUserId(host) };
  const past = (type === 'meeting.ended' && !forged ? end(rooms, request) : undefined) ?? chosenPast(rooms, request);
  if (type.startsWith('recording.')) return { account_id: ACCOUNT_ID, object: recording(past, type) };
  if (type === 'meeting.summary_completed') return { ...base, object: past && summaryShape(past) };
  if (type === 'meeting.ended' || type === 'meeting.participant_joined') {
    return { ...base, object: past && ended(past, type === 'meeting.participant_joined') };
  }
  const meeting = chosenMeeting(rooms, request);
  if (!meeting) return { ...base, object: {} };
  if (type === 'meeting.started' && !forged) {
    rooms.save({ ...meeting, status: 'started', startedAt: rooms.sandbox.now() });
  }
  const { settings: _, status: __, ...shape } = meetingShape(meeting);
  const started = type === 'meeting.started' ? { start_time: isoSeconds(rooms.sandbox.now()) } : {};
  return { ...base, object: { ...shape, ...started, ...(typeof data.id === 'number' ? { id: data.id } : {}) } };
}

/** A live meeting becomes a past one, with everybody who was invited; its next occurrence gets a UUID of its own. */
function end(rooms: Rooms, { account, data }: EventRequest): StoredInstance | undefined {
  const live = rooms.meetings.list(account.person).filter(({ status }) => status === 'started');
  const meeting = live.find(({ id, uuid }) => String(id) === String(data.id) || uuid === data.uuid) ?? live[0];
  if (!meeting) return undefined;
  const { id: meetingId, uuid, host, topic, startedAt } = meeting;
  const now = rooms.sandbox.now();
  const start = startedAt ?? now;
  const names = [{ name: fullName(person(host)), email: person(host).email }, ...meeting.invited];
  const participants = names.map(({ name, email }, index) => {
    const key = keyOfEmail(email);
    const internal = key !== undefined && STAFF.includes(key);
    const userId = String(16_778_240 + index * 1024);
    return {
      id: internal ? zoomUserId(key) : '',
      userId,
      name,
      email: internal ? email : '',
      internal,
      joined: start,
      left: now,
    };
  });
  rooms.save({ ...meeting, status: 'waiting', startedAt: undefined, uuid: meetingUuid(`${uuid}:${now}`) });
  return rooms.saveInstance({ uuid, meetingId, host, topic, start, end: now, participants });
}

/** The meeting `data` names by number or UUID, else the next one of the account. */
function chosenMeeting(rooms: Rooms, { account, data }: EventRequest): StoredMeeting | undefined {
  const all = rooms.meetings.list(account.person);
  const now = rooms.sandbox.now();
  return (
    all.find(({ id, uuid }) => String(id) === String(data.id) || uuid === data.uuid) ??
    all.filter(({ start = 0 }) => start > now).sort((a, b) => (a.start ?? 0) - (b.start ?? 0))[0] ??
    all[0]
  );
}

/** The past meeting `data` names, else the last one that has everything an event may speak of. */
function chosenPast(rooms: Rooms, { account, data }: EventRequest): StoredInstance | undefined {
  const all = rooms.past(account.person);
  return (
    all.findLast(({ uuid, meetingId }) => uuid === data.uuid || String(meetingId) === String(data.id)) ??
    all.findLast(({ vtt, summary }) => vtt !== undefined && summary !== undefined) ??
    all.at(-1)
  );
}

function ended(past: StoredInstance, joined: boolean): JsonObject {
  const { uuid, topic, type, start_time, end_time, duration, host_id } = pastShape(past);
  const timezone = person(past.host).timezone;
  const object = { uuid, id: String(past.meetingId), host_id, topic, type, start_time, duration, timezone };
  if (!joined) return { ...object, end_time };
  const [first] = past.participants;
  const participant = {
    id: first?.id,
    user_id: first?.userId,
    user_name: first?.name ?? fullName(person(past.host)),
    email: first?.email,
    join_time: start_time,
  };
  return { ...object, participant };
}

function recording(past: StoredInstance | undefined, type: string): JsonObject {
  const files = past && recordingFiles(past);
  if (!past || !files) return {};
  const shape = recordingShape(past, files);
  if (type !== 'recording.transcript_completed') return shape;
  const transcripts = files.filter((file) => file.shape.file_type === 'TRANSCRIPT');
  return { ...shape, recording_count: 1, recording_files: transcripts.map((file) => file.shape) };
}
