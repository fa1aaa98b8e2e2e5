import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { saveDraft } from '../drafts';
import { answering, composition, posted, toPosted } from '../schema';

export const createDraft = defineTool({
  name: 'create_draft',
  title: 'Save a draft',
  description:
    'Save an e-mail as a draft for the person to look over; nothing is sent. With reply_to_message_id it is a reply in that conversation.',
  input: z.strictObject({ ...composition, ...answering }),
  output: posted,
  effect: 'write',
  scopes: ['outlook:write'],
  handler: async (input, context) => toPosted(await saveDraft(context.integration(), input)),
});
