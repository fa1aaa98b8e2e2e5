import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { readHead, sendDraft } from '../drafts';
import { messageId, posted, toPosted } from '../schema';

export const sendDraftTool = defineTool({
  name: 'send_draft',
  title: 'Send a draft',
  description: 'Send a draft as it is, at once and for good. Read it with get_message first.',
  input: z.strictObject({ message_id: messageId.describe('The draft.') }),
  output: posted,
  effect: 'write',
  scopes: ['outlook:write'],
  handler: async ({ message_id: id }, context) => {
    const api = context.integration();
    const draft = await readHead(api, id);
    if (draft.isDraft === false) throw invalidRequest('message_id: that message is no draft; it was sent already.');
    await sendDraft(api, id);
    return toPosted(draft);
  },
});
