import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { untrusted } from '../../../core/untrusted';
import { pathId, read } from '../client';
import { meetingId, zoomId } from '../schema';

const answer = z.object({
  uuid: z.string(),
  id: zoomId,
  topic: z.string().optional(),
  user_name: z.string().optional(),
  user_email: z.string().optional(),
  start_time: z.string().optional(),
  end_time: z.string().optional(),
  duration: z.number().optional(),
  participants_count: z.number().optional(),
});

export const getPastMeeting = defineTool({
  name: 'get_past_meeting',
  title: 'Get a past meeting',
  description:
    'Look up a meeting that took place: when it really began and ended, its host, how many people came. Then list_participants, get_meeting_summary or get_transcript.',
  input: z.strictObject({ meeting_id: meetingId }),
  output: z.object({
    id: z.string().describe('Meeting number.'),
    uuid: z.string().describe('Use as meeting_id.'),
    topic: untrusted('Topic.'),
    host: untrusted('Who hosted it.').optional(),
    hostEmail: z.string().optional(),
    startTime: z.string().optional(),
    endTime: z.string().optional(),
    durationMinutes: z.number().optional(),
    participants: z.number().optional(),
  }),
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async ({ meeting_id: id }, context) => {
    const raw = await read(context.integration(), path`/past_meetings/${pathId(id)}`, answer);
    return {
      id: raw.id,
      uuid: raw.uuid,
      topic: raw.topic ?? '',
      ...(raw.user_name !== undefined && { host: raw.user_name }),
      ...(raw.user_email !== undefined && { hostEmail: raw.user_email }),
      ...(raw.start_time !== undefined && { startTime: raw.start_time }),
      ...(raw.end_time !== undefined && { endTime: raw.end_time }),
      ...(raw.duration !== undefined && { durationMinutes: raw.duration }),
      ...(raw.participants_count !== undefined && { participants: raw.participants_count }),
    };
  },
});
