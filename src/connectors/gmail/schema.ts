import { z } from 'zod';
import { recipients } from '../../core/mail-address';
import { cut } from '../../core/text-part';
import { untrusted } from '../../core/untrusted';
import { htmlToText } from './html-text';
import { attachmentsIn, gmailPart, peopleIn, textHeader } from './message';

/** Gmail's own ids: sixteen hexadecimal digits today. */
export const id = z.string().regex(/^[\w-]{4,64}$/, 'must be an id such as 18c2f0a1b2c3d4e5');

export const messageId = id.describe('From search_messages.');

export const threadId = id.describe('The threadId of a message.');

export const draftId = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'must be a draft id such as r-1234567890')
  .describe('From list_drafts.');

export const labelId = z.string().regex(/^[\w^-]{1,100}$/, 'must be a label id such as INBOX or Label_12');

/** What a message to send or to keep as a draft is made of. */
export const composition = {
  to: recipients('Recipients: ada@example.com or Ada Lovelace <ada@example.com>.'),
  cc: recipients('Copies.'),
  bcc: recipients('Blind copies.'),
  // A line break would begin a header of its own.
  subject: z
    .string()
    .trim()
    .max(900)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line')
    .optional()
    .describe('Leave out in a reply.'),
  body: z.string().min(1).max(200_000).describe('Plain text.'),
  html: z.string().min(1).max(400_000).optional().describe('The same as HTML, for programs that show it.'),
};

export const replyTo = messageId
  .optional()
  .describe('Message to reply to: sets thread, subject and headers, not the recipients.');

/** A message as Gmail sends it; only what we map is named. */
export const gmailMessage = z.object({
  id: z.string(),
  threadId: z.string(),
  labelIds: z.array(z.string()).optional(),
  snippet: z.string().optional(),
  internalDate: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  payload: gmailPart.optional(),
});
export type GmailMessage = z.output<typeof gmailMessage>;

/** A message as our lists answer it. */
export const summary = z.object({
  id: z.string(),
  threadId: z.string(),
  at: z.string(),
  from: untrusted('From.'),
  to: z.array(untrusted('To.')),
  cc: z.array(untrusted('Cc.')).optional(),
  subject: untrusted('Subject.'),
  snippet: untrusted('Beginning.'),
  labels: z.array(z.string()),
});

/** Headers a summary needs. */
export const SUMMARY_HEADERS = ['From', 'To', 'Cc', 'Subject'] as const;

const attachment = z.object({
  id: z.string(),
  name: untrusted('Name.'),
  type: z.string(),
  bytes: z.number(),
});

/** A message as our tools answer it whole. */
export const message = summary.omit({ snippet: true }).extend({
  bcc: z.array(untrusted('Bcc.')).optional(),
  replyTo: untrusted('Answers go here.').optional(),
  text: untrusted('Text.'),
  nextStart: z.number().optional().describe('More of it: get_message from here.'),
  attachments: z.array(attachment).optional(),
});

/** Names in a list's recipients beyond which only the number is told. */
const MOST_NAMED = 10;

const named = (people: string[]): string[] =>
  people.length <= MOST_NAMED ? people : [...people.slice(0, MOST_NAMED), `and ${people.length - MOST_NAMED} more`];

export const toIso = (ms: string | undefined): string => new Date(Number(ms ?? 0)).toISOString();

export function toSummary(raw: GmailMessage): z.input<typeof summary> {
  const cc = named(peopleIn(raw.payload, 'Cc'));
  return {
    id: raw.id,
    threadId: raw.threadId,
    at: toIso(raw.internalDate),
    from: peopleIn(raw.payload, 'From').join(', '),
    to: named(peopleIn(raw.payload, 'To')),
    ...(cc.length > 0 && { cc }),
    subject: textHeader(raw.payload, 'Subject'),
    snippet: htmlToText(raw.snippet ?? ''),
    labels: raw.labelIds ?? [],
  };
}

/** @param part which part of the text: where to start and how many characters at most. */
export function toMessage(
  raw: GmailMessage,
  text: string,
  part: { start: number; most: number },
): z.input<typeof message> {
  const { payload } = raw;
  const { snippet: _, ...head } = toSummary(raw);
  const [to, cc, bcc] = ['To', 'Cc', 'Bcc'].map((name) => peopleIn(payload, name));
  const replyTo = peopleIn(payload, 'Reply-To').join(', ');
  const attachments = attachmentsIn(payload);
  return {
    ...head,
    to: to ?? [],
    ...(cc?.length && { cc }),
    ...(bcc?.length && { bcc }),
    ...(replyTo !== '' && { replyTo }),
    ...cut(text, part.start, part.most),
    ...(attachments.length > 0 && { attachments }),
  };
}

/** What is left of a message that was sent or saved. */
export const toPosted = (raw: { id: string; threadId: string }, subject: string, account: string) => ({
  id: raw.id,
  threadId: raw.threadId,
  subject,
  link: webLink(account, raw.threadId),
});

export const posted = z.object({
  id: z.string().describe('Message id.'),
  threadId: z.string(),
  subject: untrusted('Subject.'),
  link: z.string(),
});

/** Where a person finds a message or a thread in Gmail. */
export const webLink = (account: string, id: string): string =>
  `https://mail.google.com/mail/?authuser=${encodeURIComponent(account)}#all/${encodeURIComponent(id)}`;

/** What the tools for the bin take: a message, or the whole thread it is in. */
export const movable = {
  message_id: messageId,
  whole_thread: z.boolean().default(false).describe('All messages of its thread?'),
};

/** A message, or a thread with its messages, after it was moved. */
export const gmailMoved = z.object({
  id: z.string(),
  threadId: z.string().optional(),
  messages: z.array(z.object({ id: z.string() })).optional(),
});

export const moved = z.object({ threadId: z.string(), messageIds: z.array(z.string()) });

export const toMoved = (raw: z.output<typeof gmailMoved>): z.input<typeof moved> => ({
  threadId: raw.threadId ?? raw.id,
  messageIds: (raw.messages ?? [raw]).map(({ id }) => id),
});
