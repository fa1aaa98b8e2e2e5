import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { expectShape } from '../../../core/platform-call';
import { change } from '../client';
import { meeting, meetingInput, toMeeting, toZoomMeeting, zoomMeeting } from '../meeting';
import { startTime } from '../schema';
import { REPEATS, toRecurrence, WEEKDAYS } from '../recurrence';

const INSTANT = 1;
const SCHEDULED = 2;
const REPEATING = 8;

export const createMeeting = defineTool({
  name: 'create_meeting',
  title: 'Create a meeting',
  description:
    'Schedule a meeting you host, once or repeating, and get its join link. Without start_time it is open at once. Nobody is told of it: send the link, or the text of get_invitation.',
  input: z.strictObject({
    topic: z.string().trim().min(1).max(200).describe('Title.'),
    start_time: startTime.optional(),
    ...meetingInput,
    repeat: z.enum(REPEATS).optional().describe('Needs start_time and timezone.'),
    repeat_every: z.int().min(1).max(90).optional().describe('Every so many days (90), weeks (12) or months (3).'),
    repeat_count: z.int().min(1).max(60).optional().describe('How many meetings; 10 unless told.'),
    weekdays: z
      .array(z.enum(WEEKDAYS))
      .min(1)
      .max(7)
      .optional()
      .describe('For weekly: the days, if not that of start_time.'),
  }),
  output: meeting,
  effect: 'write',
  scopes: ['zoom:write'],
  handler: async (input, context) => {
    const recurrence = toRecurrence(input);
    const type = recurrence !== undefined ? REPEATING : input.start_time === undefined ? INSTANT : SCHEDULED;
    const json = { ...toZoomMeeting(input), type, ...(recurrence && { recurrence }) };
    const created = await change(context.integration(), 'POST', path`/users/me/meetings`, { json });
    return toMeeting(expectShape(zoomMeeting, created));
  },
});
