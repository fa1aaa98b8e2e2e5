import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { cut, startAt } from '../../../core/text-part';
import { untrusted } from '../../../core/untrusted';
import { attachment, attachmentsOf } from '../attachments';
import { read, TEXT_BODIES } from '../client';
import { graphMessage, messageId, peopleOf, summary, SUMMARY_FIELDS, toSummary } from '../schema';

/** Characters of a text in one answer. */
const MOST_TEXT = 20_000;

const FIELDS = `${SUMMARY_FIELDS},body,bccRecipients,replyTo,webLink`;

export const getMessage = defineTool({
  name: 'get_message',
  title: 'Read a message',
  description: 'Read a message: its text and its attachments, which get_attachment reads.',
  input: z.strictObject({ message_id: messageId, start_at: startAt }),
  output: summary.omit({ preview: true }).extend({
    to: z.array(untrusted('To.')),
    cc: z.array(untrusted('Cc.')).optional(),
    bcc: z.array(untrusted('Bcc.')).optional(),
    replyTo: z.array(untrusted('Answers go to.')).optional(),
    text: untrusted('Text.'),
    nextStart: z.number().optional(),
    attachments: z.array(attachment).optional(),
    link: z.string().optional(),
  }),
  effect: 'read',
  scopes: ['outlook:read'],
  handler: async ({ message_id: id, start_at: start }, context) => {
    const api = context.integration();
    const raw = await read(api, path`/me/messages/${id}`, graphMessage, {
      query: { $select: FIELDS },
      prefer: [TEXT_BODIES],
    });
    const attachments = raw.hasAttachments === true ? await attachmentsOf(api, id) : [];
    const { preview: _, ...head } = toSummary(raw);
    const [to, cc, bcc, replyTo] = [raw.toRecipients, raw.ccRecipients, raw.bccRecipients, raw.replyTo].map(peopleOf);
    return {
      ...head,
      to: to ?? [],
      ...(cc?.length && { cc }),
      ...(bcc?.length && { bcc }),
      ...(replyTo?.length && { replyTo }),
      ...cut((raw.body?.content ?? '').replace(/\r\n?/g, '\n').trim(), start, MOST_TEXT),
      ...(attachments.length > 0 && { attachments }),
      ...(raw.webLink && { link: raw.webLink }),
    };
  },
});
