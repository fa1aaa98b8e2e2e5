import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { change } from '../client';
import { meetingNumber, occurrenceId } from '../schema';

export const deleteMeeting = defineTool({
  name: 'delete_meeting',
  title: 'Delete a meeting',
  description:
    'Cancel a meeting you host, or with occurrence_id one date of a repeating one. Its join link stops working. Recordings stay.',
  input: z.strictObject({
    meeting_id: meetingNumber,
    occurrence_id: occurrenceId.optional(),
    notify: z.boolean().default(false).describe('Have Zoom mail registrants and alternative hosts?'),
  }),
  output: z.object({ id: z.string(), occurrenceId: z.string().optional(), deleted: z.literal(true) }),
  effect: 'destructive',
  scopes: ['zoom:write'],
  handler: async ({ meeting_id: id, occurrence_id: occurrence, notify }, context) => {
    const query = { occurrence_id: occurrence, schedule_for_reminder: notify, cancel_meeting_reminder: notify };
    await change(context.integration(), 'DELETE', path`/meetings/${id}`, { query });
    return { id, ...(occurrence !== undefined && { occurrenceId: occurrence }), deleted: true as const };
  },
});
