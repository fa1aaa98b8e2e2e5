import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { requireSendable, saveDraft, sendDraft } from '../drafts';
import { answering, composition, posted, toPosted } from '../schema';

export const sendMessage = defineTool({
  name: 'send_message',
  title: 'Send a message',
  description:
    'Send an e-mail as the person, at once and for good; with reply_to_message_id as a reply. Unless the person approved text and recipients, use create_draft.',
  input: z.strictObject({ ...composition, ...answering }),
  output: posted,
  effect: 'write',
  scopes: ['outlook:write'],
  handler: async (input, context) => {
    requireSendable(input);
    const api = context.integration();
    const draft = await saveDraft(api, input);
    await sendDraft(api, draft.id);
    return toPosted(draft);
  },
});
