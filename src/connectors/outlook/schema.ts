import { z } from 'zod';
import { recipients, toMailbox } from '../../core/mail-address';
import { cut } from '../../core/text-part';
import { untrusted } from '../../core/untrusted';

const ID = /^[\w=+-]{4,512}$/;

export const messageId = z
  .string()
  .regex(ID, 'must be an id from search_messages, such as AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A')
  .describe('From search_messages.');

export const messageIds = z.array(messageId).min(1).max(50).describe('From search_messages.');

/** An id, or one of the names Outlook knows its own folders by. */
const folder = z.string().regex(ID, 'must be a folder’s id or a name such as inbox, sentitems or archive');

export const folderId = folder.describe('From list_folders, or inbox, sentitems, drafts, archive, deleteditems.');

/** What a message to send or to keep as a draft is made of. */
export const composition = {
  to: recipients('Recipients: ada@example.com or Ada <ada@example.com>.'),
  cc: recipients('Copies.'),
  bcc: recipients('Blind copies.'),
  subject: z
    .string()
    .trim()
    .max(255)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line')
    .optional()
    .describe('Leave out in a reply.'),
  body: z
    .string()
    .min(1)
    .max(400_000)
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, 'may not hold control characters')
    .describe('The text.'),
  format: z.enum(['text', 'html']).default('text').describe('What body is.'),
};

/** A message that answers another one. */
export const answering = {
  reply_to_message_id: messageId.optional().describe('Message to reply to; without recipients it goes to its sender.'),
  reply_to_all: z.boolean().default(false).describe('Reply to everybody?'),
};

const recipient = z.object({
  emailAddress: z.object({ name: z.string().nullish(), address: z.string().nullish() }).nullish(),
});
type Recipient = z.output<typeof recipient>;

/** A message as Graph sends it; only what we map is named. What was not selected is missing. */
export const graphMessage = z.object({
  id: z.string(),
  conversationId: z.string().nullish(),
  subject: z.string().nullish(),
  bodyPreview: z.string().nullish(),
  body: z.object({ content: z.string().nullish() }).nullish(),
  uniqueBody: z.object({ content: z.string().nullish() }).nullish(),
  from: recipient.nullish(),
  toRecipients: z.array(recipient).nullish(),
  ccRecipients: z.array(recipient).nullish(),
  bccRecipients: z.array(recipient).nullish(),
  replyTo: z.array(recipient).nullish(),
  receivedDateTime: z.string().nullish(),
  sentDateTime: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  parentFolderId: z.string().nullish(),
  isRead: z.boolean().nullish(),
  isDraft: z.boolean().nullish(),
  hasAttachments: z.boolean().nullish(),
  importance: z.string().nullish(),
  flag: z.object({ flagStatus: z.string().nullish() }).nullish(),
  categories: z.array(z.string()).nullish(),
  webLink: z.string().nullish(),
});
export type GraphMessage = z.output<typeof graphMessage>;

/** What a summary is made of, for `$select`. */
export const SUMMARY_FIELDS =
  'id,subject,bodyPreview,from,toRecipients,ccRecipients,receivedDateTime,isRead,isDraft,hasAttachments,importance,flag,categories';

/** What can be said of a message in a word. */
const MARKS = ['unread', 'draft', 'flagged', 'important', 'attachments'] as const;

/** A message as our lists answer it. */
export const summary = z.object({
  id: z.string(),
  at: z.string(),
  from: untrusted('From.'),
  to: z.array(untrusted('To and Cc.')),
  subject: untrusted('Subject.'),
  preview: untrusted('Beginning.').optional(),
  marks: z.array(z.string()),
  categories: z.array(untrusted('Category.')).optional(),
});

/** Names in a list's recipients beyond which only the number is told, and characters of a preview. */
const MOST_NAMED = 5;
const MOST_PREVIEW = 120;

const named = (people: string[]): string[] =>
  people.length <= MOST_NAMED ? people : [...people.slice(0, MOST_NAMED), `and ${people.length - MOST_NAMED} more`];

/** `Ada Lovelace <ada@example.com>`, as recipients are written in our arguments. */
export function personOf(one: Recipient | null | undefined): string {
  const { name, address } = one?.emailAddress ?? {};
  const shown = (name ?? '').replace(/[<>\s]+/g, ' ').trim();
  if (!address) return shown;
  return shown === '' || shown === address ? address : `${shown} <${address}>`;
}

export const peopleOf = (list: readonly Recipient[] | null | undefined): string[] =>
  (list ?? []).map(personOf).filter((one) => one !== '');

/** Recipients as they were written, in Graph's form. */
export const toRecipients = (written: readonly string[]) =>
  written.map(toMailbox).map(({ name, address }) => ({ emailAddress: { address, ...(name !== '' && { name }) } }));

const isMarked: Readonly<Record<(typeof MARKS)[number], (raw: GraphMessage) => boolean>> = {
  unread: ({ isRead }) => isRead === false,
  draft: ({ isDraft }) => isDraft === true,
  flagged: ({ flag }) => flag?.flagStatus === 'flagged',
  important: ({ importance }) => importance === 'high',
  attachments: ({ hasAttachments }) => hasAttachments === true,
};

const preview = (text: string): string => cut(text.replace(/\s+/g, ' ').trim(), 0, MOST_PREVIEW).text;

export function toSummary(raw: GraphMessage): z.input<typeof summary> {
  return {
    id: raw.id,
    at: raw.receivedDateTime ?? '',
    from: personOf(raw.from),
    to: named([...peopleOf(raw.toRecipients), ...peopleOf(raw.ccRecipients)]),
    subject: raw.subject ?? '',
    ...(raw.bodyPreview && { preview: preview(raw.bodyPreview) }),
    marks: MARKS.filter((mark) => isMarked[mark](raw)),
    ...(raw.categories?.length && { categories: raw.categories }),
  };
}

/** What is left of a message that was sent or saved. */
export const posted = z.object({
  id: z.string().describe('Message id.'),
  subject: untrusted('Subject.'),
  to: z.array(untrusted('To.')),
  link: z.string().optional(),
});

export const toPosted = (raw: GraphMessage): z.input<typeof posted> => ({
  id: raw.id,
  subject: raw.subject ?? '',
  to: [raw.toRecipients, raw.ccRecipients, raw.bccRecipients].flatMap(peopleOf),
  ...(raw.webLink && { link: raw.webLink }),
});
