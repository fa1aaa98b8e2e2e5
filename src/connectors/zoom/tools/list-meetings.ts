import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { untrusted } from '../../../core/untrusted';
import { nextCursor, read } from '../client';
import { kindOf, zoomMeeting } from '../meeting';
import { day } from '../schema';

const answer = z.object({ meetings: z.array(zoomMeeting), next_page_token: z.string().optional() });

const item = z.object({
  id: z.string().describe('Meeting number.'),
  uuid: z.string().optional().describe('Of a previous meeting: use it as meeting_id.'),
  topic: untrusted('Topic.'),
  kind: z.string(),
  startTime: z.string().optional().describe('UTC.'),
  durationMinutes: z.number().optional(),
  timezone: z.string().optional(),
  joinUrl: z.string().optional(),
});

const ZOOM_TYPES = {
  upcoming: 'upcoming',
  live: 'live',
  scheduled: 'scheduled',
  previous: 'previous_meetings',
} as const;

export const listMeetings = defineTool({
  name: 'list_meetings',
  title: 'List meetings',
  description:
    'List the meetings you host: upcoming ones unless told. previous are those that took place, with the uuid that get_transcript, get_meeting_summary and list_participants take. A repeating meeting appears once per date.',
  input: z.strictObject({
    type: z
      .enum(['upcoming', 'live', 'scheduled', 'previous'])
      .default('upcoming')
      .describe('scheduled is upcoming, live and just past ones together.'),
    from: day.optional().describe('First day, such as 2026-11-21.'),
    to: day.optional().describe('Last day.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(item),
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async ({ type, from, to, limit, cursor }, context) => {
    if (from !== undefined && to !== undefined && from > to)
      throw invalidRequest(`from (${from}) lies after to (${to}).`);
    const query = { type: ZOOM_TYPES[type], from, to, page_size: limit, next_page_token: cursor };
    const found = await read(context.integration(), path`/users/me/meetings`, answer, { query, weight: 'medium' });
    const previous = type === 'previous';
    const items = found.meetings.map((raw) => ({
      id: raw.id,
      topic: raw.topic ?? '',
      kind: kindOf(raw.type ?? 2),
      ...(previous && raw.uuid !== undefined && { uuid: raw.uuid }),
      ...(raw.start_time !== undefined && { startTime: raw.start_time }),
      ...(raw.duration !== undefined && { durationMinutes: raw.duration }),
      ...(raw.timezone !== undefined && { timezone: raw.timezone }),
      ...(!previous && raw.join_url !== undefined && { joinUrl: raw.join_url }),
    }));
    return toPage(items, nextCursor(found));
  },
});
