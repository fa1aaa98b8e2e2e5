import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { write } from '../client';
import { sendDraft } from '../drafts';
import { composition, graphMessage, messageId, posted, toPosted, toRecipients } from '../schema';

export const forwardMessage = defineTool({
  name: 'forward_message',
  title: 'Forward a message',
  description: 'Forward a message with its attachments, at once and for good, with a comment above it.',
  input: z.strictObject({
    message_id: messageId,
    to: composition.to.unwrap().min(1).describe('Recipients.'),
    comment: composition.body.max(10_000).optional().describe('Plain text.'),
  }),
  output: posted,
  effect: 'write',
  scopes: ['outlook:write'],
  handler: async ({ message_id: id, to, comment = '' }, context) => {
    const api = context.integration();
    // The recipients stand in the message alone: Graph refuses them twice.
    const draft = await write(
      api,
      path`/me/messages/${id}/createForward`,
      { comment, message: { toRecipients: toRecipients(to) } },
      graphMessage,
    );
    await sendDraft(api, draft.id);
    return toPosted(draft);
  },
});
