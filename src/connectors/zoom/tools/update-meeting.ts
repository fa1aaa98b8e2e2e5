import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { path } from '../../../core/path';
import { change, read } from '../client';
import { meetingInput, savedMeeting, toSaved, toZoomMeeting, zoomMeeting } from '../meeting';
import { meetingNumber, occurrenceId, startTime } from '../schema';

export const updateMeeting = defineTool({
  name: 'update_meeting',
  title: 'Change a meeting',
  description:
    'Change a meeting you host, or with occurrence_id one date of it (see get_meeting). What you leave out stays. Zoom tells nobody.',
  input: z.strictObject({
    meeting_id: meetingNumber,
    occurrence_id: occurrenceId.optional(),
    topic: z.string().trim().min(1).max(200).optional().describe('Title.'),
    start_time: startTime.optional(),
    ...meetingInput,
  }),
  output: savedMeeting,
  effect: 'destructive',
  idempotent: true,
  scopes: ['zoom:write'],
  handler: async ({ meeting_id: id, occurrence_id: occurrence, ...input }, context) => {
    const json = toZoomMeeting(input);
    if (Object.keys(json).length === 0) throw invalidRequest('Give at least one thing to change.');
    const api = context.integration();
    const query = { occurrence_id: occurrence };
    await change(api, 'PATCH', path`/meetings/${id}`, { query, json });
    // Zoom answers 204 and says nothing of what it made of the values.
    return toSaved(await read(api, path`/meetings/${id}`, zoomMeeting, { query }));
  },
});
