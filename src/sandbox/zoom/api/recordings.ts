import { json, type Call } from '../../kernel/call';
import { invalidField, refuse } from '../failure';
import { type StoredInstance } from '../model';
import { recordingFiles, recordingShape } from '../shapes';
import { DAY, midnight } from '../../world/time';
import { ownInstance } from './find';
import { ownUser, type Context, type Operation } from './operation';
import { pageOf } from './paging';

const LONGEST_DAYS = 31;

export function day(call: Call, name: string, fallback: number): number {
  const text = call.query.get(name);
  if (!text) return fallback;
  const date = /^\d{4}-\d\d-\d\d(T[\d:]+Z)?$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? invalidField(name) : midnight(date);
}

function list(call: Call, { userId = '' }: Record<string, string>, context: Context): Response {
  const host = ownUser(userId, context);
  const now = context.sandbox.now();
  const to = day(call, 'to', midnight(now));
  const from = day(call, 'from', to);
  if (from > to) return invalidField('from');
  if (to - from > LONGEST_DAYS * DAY) return refuse(400, 300, 'The date range of from and to cannot exceed one month.');
  const trashed = call.query.get('trash') === 'true';
  const wanted = call.query.get('meeting_id');
  const inRange = ({ start, meetingId }: StoredInstance) =>
    start >= from && start < to + DAY && (!wanted || String(meetingId) === wanted);
  const recorded = trashed ? [] : context.rooms.past(host).filter((past) => past.vtt !== undefined && inRange(past));
  const page = pageOf(call, `recordings:${host}:${from}:${to}`, recorded.reverse(), now);
  return json({
    from: isoDay(from),
    to: isoDay(to),
    page_count: Math.ceil(recorded.length / page.size),
    page_size: page.size,
    total_records: recorded.length,
    next_page_token: page.next,
    meetings: page.items.map((instance) => recordingShape(instance, recordingFiles(instance) ?? [])),
  });
}

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const RECORDING_OPERATIONS: Record<string, Operation> = {
  'GET /v2/users/:userId/recordings': {
    scope: 'cloud_recording:read:list_user_recordings',
    category: 'Medium',
    run: list,
  },
  'GET /v2/meetings/:meetingId/recordings': {
    scope: 'cloud_recording:read:list_recording_files',
    category: 'Light',
    run: (_, { meetingId = '' }, context) => {
      const instance = ownInstance(meetingId, context);
      const files = recordingFiles(instance);
      if (!files) return refuse(404, 3301, 'This recording does not exist.');
      return json({ ...recordingShape(instance, files), password: '', recording_play_passcode: '' });
    },
  },
};
