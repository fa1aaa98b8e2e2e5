import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { path } from '../../../core/path';
import { read, write } from '../client';
import { compose, placeOfDraft } from '../compose';
import { gmailDraft, savedDraft, toSavedDraft } from '../drafts';
import { attachmentsIn } from '../message';
import { composition, draftId, gmailMessage, webLink } from '../schema';

const answer = z.object({ id: z.string(), message: gmailMessage });

export const updateDraft = defineTool({
  name: 'update_draft',
  title: 'Change a draft',
  description:
    'Write a draft anew. Give all of it: recipients and text you leave out are gone, a subject you leave out stays. A reply stays in its thread.',
  input: z.strictObject({ draft_id: draftId, ...composition }),
  output: savedDraft,
  effect: 'destructive',
  idempotent: true,
  scopes: ['gmail:write'],
  handler: async ({ draft_id: id, ...input }, context) => {
    const api = context.integration();
    const query = { format: 'full' };
    const { message: former } = await read(api, path`/drafts/${id}`, answer, { query, cost: 'message' });
    if (attachmentsIn(former.payload).length > 0) {
      const link = webLink(api.account.label, former.threadId);
      throw invalidRequest(
        `The draft has attachments, which writing it anew would lose. The person can change it in Gmail: ${link}`,
      );
    }
    const { message, subject } = compose(input, placeOfDraft(former));
    const saved = await write(api, path`/drafts/${id}`, { message }, gmailDraft, { method: 'PUT', cost: 'message' });
    return toSavedDraft(saved, subject, api.account.label);
  },
});
