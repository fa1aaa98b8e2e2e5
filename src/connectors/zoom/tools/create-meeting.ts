import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { expectShape } from '../../../core/platform-call';
import { change } from '../client';
import { meetingInput, savedMeeting, toSaved, toZoomMeeting, zoomMeeting } from '../meeting';
import { startTime } from '../schema';
import { REPEATS, toRecurrence } from '../recurrence';

const INSTANT = 1;
const SCHEDULED = 2;
const REPEATING = 8;

export const createMeeting = defineTool({
  name: 'create_meeting',
  title: 'Create a meeting',
  description:
    'Schedule a meeting you host, or open one now without start_time. Zoom invites nobody: send get_invitation’s text.',
  input: z.strictObject({
    topic: z.string().trim().min(1).max(200).describe('Title.'),
    start_time: startTime.optional(),
    ...meetingInput,
    repeat: z.enum(REPEATS).optional().describe('Needs timezone.'),
    repeat_count: z.int().min(1).max(60).default(10).describe('Dates.'),
  }),
  output: savedMeeting,
  effect: 'write',
  scopes: ['zoom:write'],
  handler: async (input, context) => {
    const recurrence = toRecurrence(input);
    const type = recurrence !== undefined ? REPEATING : input.start_time === undefined ? INSTANT : SCHEDULED;
    const json = { ...toZoomMeeting(input), type, ...(recurrence && { recurrence }) };
    const created = await change(context.integration(), 'POST', path`/users/me/meetings`, { json });
    return toSaved(expectShape(zoomMeeting, created));
  },
});
