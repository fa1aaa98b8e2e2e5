import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { changeDraft } from '../drafts';
import { composition, messageId, posted, toPosted } from '../schema';

export const updateDraft = defineTool({
  name: 'update_draft',
  title: 'Change a draft',
  description: 'Replace the text of a draft; recipients and subject only where you give some.',
  input: z.strictObject({ message_id: messageId.describe('The draft.'), ...composition }),
  output: posted,
  effect: 'write',
  idempotent: true,
  scopes: ['outlook:write'],
  handler: async ({ message_id: id, ...input }, context) =>
    toPosted(await changeDraft(context.integration(), id, input)),
});
