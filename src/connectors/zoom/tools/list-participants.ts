import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { untrusted } from '../../../core/untrusted';
import { nextCursor, pathId, read } from '../client';
import { meetingId } from '../schema';

const answer = z.object({
  participants: z.array(
    z.object({
      id: z.string().optional(),
      name: z.string().optional(),
      user_email: z.string().optional(),
      join_time: z.string().optional(),
      leave_time: z.string().optional(),
      duration: z.number().optional(),
      internal_user: z.boolean().optional(),
      status: z.string().optional(),
    }),
  ),
  next_page_token: z.string().optional(),
});

export const listParticipants = defineTool({
  name: 'list_participants',
  title: 'List who was there',
  description:
    'List who took part in a past meeting, when each joined and left. Whoever left and came back appears once per stay. Guests’ addresses are often unknown.',
  input: z.strictObject({ meeting_id: meetingId, limit: limitParam, cursor: cursorParam }),
  output: pageOf(
    z.object({
      name: untrusted('Name shown.'),
      email: untrusted('E-mail address.').optional(),
      userId: z.string().optional().describe('Zoom user id.'),
      internal: z.boolean().describe('Of the host’s own company?'),
      joinedAt: z.string().optional(),
      leftAt: z.string().optional(),
      seconds: z.number().optional(),
      waitingRoom: z.boolean().optional().describe('Only waited, was not let in.'),
    }),
  ),
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async ({ meeting_id: id, limit, cursor }, context) => {
    const query = { page_size: limit, next_page_token: cursor };
    const target = path`/past_meetings/${pathId(id)}/participants`;
    const found = await read(context.integration(), target, answer, { query, weight: 'medium' });
    const items = found.participants.map((raw) => ({
      name: raw.name ?? '',
      internal: raw.internal_user ?? false,
      ...(raw.user_email && { email: raw.user_email }),
      ...(raw.id && { userId: raw.id }),
      ...(raw.join_time !== undefined && { joinedAt: raw.join_time }),
      ...(raw.leave_time !== undefined && { leftAt: raw.leave_time }),
      ...(raw.duration !== undefined && { seconds: raw.duration }),
      ...(raw.status === 'in_waiting_room' && { waitingRoom: true }),
    }));
    return toPage(items, nextCursor(found));
  },
});
