import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { readProfile } from '../account';
import { read } from '../client';

const inbox = z.object({ messagesTotal: z.number().default(0), messagesUnread: z.number().default(0) });

export const getProfile = defineTool({
  name: 'get_profile',
  title: 'Get the mailbox',
  description:
    'Whose mailbox this is, and how many messages it holds, how many in the inbox, and how many of those are unread.',
  input: z.strictObject({}),
  output: z.object({ email: z.string(), messages: z.number(), inbox: z.number(), unread: z.number() }),
  effect: 'read',
  scopes: ['gmail:read'],
  handler: async (_input, context) => {
    const api = context.integration();
    const [{ emailAddress, messagesTotal = 0 }, label] = await Promise.all([
      readProfile(api),
      read(api, path`/labels/INBOX`, inbox),
    ]);
    return { email: emailAddress, messages: messagesTotal, inbox: label.messagesTotal, unread: label.messagesUnread };
  },
});
