import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { meetingNumber } from '../schema';

const answer = z.object({ invitation: z.string() });

export const getInvitation = defineTool({
  name: 'get_invitation',
  title: 'Get an invitation text',
  description: 'Get Zoom’s invitation of a meeting as text to send: topic, time, join link, passcode, dial-in numbers.',
  input: z.strictObject({ meeting_id: meetingNumber }),
  output: z.object({ id: z.string(), invitation: untrusted('Ready to send.') }),
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async ({ meeting_id: id }, context) => {
    const { invitation } = await read(context.integration(), path`/meetings/${id}/invitation`, answer);
    return { id, invitation: invitation.replaceAll('\r\n', '\n') };
  },
});
