import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { read } from '../client';
import { meeting, toMeeting, zoomMeeting } from '../meeting';
import { meetingNumber } from '../schema';

export const getMeeting = defineTool({
  name: 'get_meeting',
  title: 'Get a meeting',
  description:
    'Look up one meeting you host: agenda, time, join link, passcode, settings, and the dates of a repeating one. For what happened in a meeting use get_past_meeting.',
  input: z.strictObject({ meeting_id: meetingNumber }),
  output: meeting,
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async ({ meeting_id: id }, context) =>
    toMeeting(await read(context.integration(), path`/meetings/${id}`, zoomMeeting)),
});
