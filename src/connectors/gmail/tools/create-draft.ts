import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { write } from '../client';
import { compose, placeOf } from '../compose';
import { gmailDraft, savedDraft, toSavedDraft } from '../drafts';
import { composition, replyTo } from '../schema';

export const createDraft = defineTool({
  name: 'create_draft',
  title: 'Save a draft',
  description:
    'Save an e-mail as a draft for the person to look over; nothing is sent. With reply_to_message_id it is a reply in that thread.',
  input: z.strictObject({ ...composition, reply_to_message_id: replyTo }),
  output: savedDraft,
  effect: 'write',
  scopes: ['gmail:write'],
  handler: async ({ reply_to_message_id: answered, ...input }, context) => {
    const api = context.integration();
    const { message, subject } = compose(input, await placeOf(api, answered));
    return toSavedDraft(
      await write(api, path`/drafts`, { message }, gmailDraft, { cost: 'message' }),
      subject,
      api.account.label,
    );
  },
});
