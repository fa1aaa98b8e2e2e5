import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { path } from '../../../core/path';
import { compose, placeOf } from '../compose';
import { composition, posted, replyTo, toPosted } from '../schema';
import { sent } from '../sending';

export const sendMessage = defineTool({
  name: 'send_message',
  title: 'Send a message',
  description:
    'Send an e-mail as the person, at once and for good; with reply_to_message_id as a reply. Unless the person approved text and recipients, use create_draft.',
  input: z.strictObject({ ...composition, reply_to_message_id: replyTo }),
  output: posted,
  effect: 'write',
  scopes: ['gmail:write'],
  handler: async ({ reply_to_message_id: answered, ...input }, context) => {
    if (input.to.length + input.cc.length + input.bcc.length === 0)
      throw invalidRequest('Give at least one recipient in to, cc or bcc.');
    if (input.subject === undefined && answered === undefined)
      throw invalidRequest('subject: give one; only a reply takes it from its original.');
    const api = context.integration();
    const { message, subject } = compose(input, await placeOf(api, answered));
    return toPosted(await sent(api, path`/messages/send`, message), subject, api.account.label);
  },
});
