import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { write } from '../client';
import { draftId } from '../schema';

export const deleteDraft = defineTool({
  name: 'delete_draft',
  title: 'Delete a draft',
  description: 'Delete a draft for good; it does not go to the bin.',
  input: z.strictObject({ draft_id: draftId }),
  output: z.object({ draftId: z.string() }),
  effect: 'destructive',
  scopes: ['gmail:write'],
  handler: async ({ draft_id: id }, context) => {
    await write(context.integration(), path`/drafts/${id}`, undefined, z.null(), { method: 'DELETE', cost: 'message' });
    return { draftId: id };
  },
});
