import { z } from 'zod';
import { posted, toPosted } from './schema';

/** A draft as Gmail answers it after a change. */
export const gmailDraft = z.object({ id: z.string(), message: z.object({ id: z.string(), threadId: z.string() }) });

/** A draft as our tools answer it. */
export const savedDraft = posted.extend({
  draftId: z.string(),
});

export const toSavedDraft = (
  raw: z.output<typeof gmailDraft>,
  subject: string,
  account: string,
): z.input<typeof savedDraft> => ({
  draftId: raw.id,
  ...toPosted(raw.message, subject, account),
});
