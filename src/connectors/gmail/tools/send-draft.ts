import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { draftId, posted, webLink } from '../schema';
import { sent } from '../sending';

export const sendDraft = defineTool({
  name: 'send_draft',
  title: 'Send a draft',
  description:
    'Send a draft as it is, at once and for good. Read it first with get_message, and only send what the person has approved.',
  input: z.strictObject({ draft_id: draftId }),
  output: posted.omit({ subject: true }),
  effect: 'write',
  scopes: ['gmail:write'],
  handler: async ({ draft_id: id }, context) => {
    const api = context.integration();
    const { id: messageId, threadId } = await sent(api, path`/drafts/send`, { id });
    return { id: messageId, threadId, link: webLink(api.account.label, threadId) };
  },
});
