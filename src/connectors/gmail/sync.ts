import { z } from 'zod';
import { SeneschalError } from '../../core/errors';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { type SyncContext, type SyncPage, type SyncRecord, type SyncResource } from '../../core/sync';
import { inParallel, read, unlessGone } from './client';
import { htmlToText } from './html-text';
import { fetchMessage } from './mailbox';
import { attachmentsIn, inlineBytes, peopleIn, readText, textHeader } from './message';
import { type GmailMessage, webLink } from './schema';

/*
 * All mail but drafts, spam and the bin. First everything is listed, newest first; from then on Gmail says what changed since the
 * history id that was noted before the list began. Either gives ids, which wait in the cursor until their messages are read.
 * https://developers.google.com/workspace/gmail/api/guides/sync
 */

/** Messages read by one page of ours: each costs as much of the quota as four lists. */
const PER_PAGE = 25;
/** Ids taken by one list. */
const PER_LIST = 100;
/** Labels of what is no mail to keep. Only these matter of all that labels do. */
const UNWANTED: readonly string[] = ['DRAFT', 'SPAM', 'TRASH', 'CHAT'];

const cursorShape = z.object({
  /** Changes are read from here on. */
  history: z.string(),
  /** Where the list of everything goes on, and from which second it is; absent once it was read. */
  list: z.object({ after: z.number(), token: z.string().optional() }).optional(),
  /** Where the list of changes goes on, and where the one after it begins. */
  changes: z.object({ token: z.string(), next: z.string() }).optional(),
  /** Messages that were listed and not read yet. */
  waiting: z.array(z.string()),
});
type Cursor = z.output<typeof cursorShape>;

const historyId = z.string().regex(/^\d{1,20}$/);
const profile = z.object({ historyId });
const listed = z.object({
  messages: z.array(z.object({ id: z.string() })).optional(),
  nextPageToken: z.string().optional(),
});

const change = z.array(
  z.object({
    message: z.object({ id: z.string(), labelIds: z.array(z.string()).optional() }),
    labelIds: z.array(z.string()).optional(),
  }),
);
const changed = z.object({
  history: z
    .array(
      z.object({
        messagesAdded: change.optional(),
        messagesDeleted: change.optional(),
        labelsAdded: change.optional(),
        labelsRemoved: change.optional(),
      }),
    )
    .optional(),
  nextPageToken: z.string().optional(),
  historyId,
});
type Changed = z.output<typeof changed>;

export const messagesResource: SyncResource = {
  title: 'messages',
  stores: 'All mail but drafts, spam and the bin: who wrote it to whom, its text, and the names of attached files.',
  kinds: ['mail'],
  page: readPage,
};

async function readPage(api: PlatformApi, text: string | undefined, context: SyncContext): Promise<SyncPage> {
  const cursor = text === undefined ? await beginning(api, context) : cursorShape.parse(JSON.parse(text));
  const gone: string[] = [];
  if (cursor.waiting.length === 0) {
    if (cursor.list !== undefined) await list(api, cursor, cursor.list);
    else if (!(await readChanges(api, cursor, gone))) return { records: [], cursor: '', done: false, reset: true };
  }
  const ids = cursor.waiting.splice(0, PER_PAGE);
  const found = await inParallel(ids, async (id) => {
    const message = await readMessage(api, id);
    return message === undefined || !isKept(message.labelIds) ? undefined : toRecord(message, context.account.label);
  });
  const records = found.filter((record) => record !== undefined);
  gone.push(...ids.filter((_, index) => found[index] === undefined));
  const done = cursor.waiting.length === 0 && cursor.list === undefined && cursor.changes === undefined;
  return { records, gone, cursor: JSON.stringify(cursor), done };
}

/** The history id comes before the list: what happens while everything is read is read again as a change. */
async function beginning(api: PlatformApi, { since }: SyncContext): Promise<Cursor> {
  const { historyId: history } = await read(api, path`/profile`, profile);
  return { history, list: { after: Math.floor(since / 1000) }, waiting: [] };
}

async function list(api: PlatformApi, cursor: Cursor, { after, token }: NonNullable<Cursor['list']>): Promise<void> {
  const query = { q: `after:${after} -in:drafts -in:chats`, maxResults: PER_LIST, pageToken: token };
  try {
    const { messages = [], nextPageToken: next } = await read(api, path`/messages`, listed, { query });
    cursor.waiting.push(...messages.map(({ id }) => id));
    if (next === undefined) delete cursor.list;
    else cursor.list = { after, token: next };
  } catch (error) {
    if (!isForgotten(error, token)) throw error;
    cursor.list = { after };
  }
}

/** @returns false where Gmail no longer knows what has changed since: it remembers a week or so. */
async function readChanges(api: PlatformApi, cursor: Cursor, gone: string[]): Promise<boolean> {
  const { history: startHistoryId, changes: before } = cursor;
  const query = { startHistoryId, maxResults: PER_LIST, pageToken: before?.token };
  try {
    const found = await read(api, path`/history`, changed, { query });
    for (const [id, kept] of presence(found)) (kept ? cursor.waiting : gone).push(id);
    const next = before?.next ?? found.historyId;
    if (found.nextPageToken !== undefined) cursor.changes = { token: found.nextPageToken, next };
    else {
      delete cursor.changes;
      cursor.history = next;
    }
  } catch (error) {
    if (SeneschalError.from(error).kind === 'not_found') return false;
    if (!isForgotten(error, before?.token)) throw error;
    delete cursor.changes;
    return readChanges(api, cursor, gone);
  }
  return true;
}

/** Does Gmail no longer take the token with which a list goes on? It is then read from its beginning. */
const isForgotten = (error: unknown, token: string | undefined): boolean =>
  token !== undefined && SeneschalError.from(error).kind === 'invalid_request';

/** Which messages are to be read, and which have gone, by the last word on each. Labels that move no mail in or out are passed over. */
function presence({ history = [] }: Changed): Map<string, boolean> {
  const present = new Map<string, boolean>();
  for (const { messagesAdded = [], messagesDeleted = [], labelsAdded = [], labelsRemoved = [] } of history) {
    for (const { message } of messagesAdded) present.set(message.id, isKept(message.labelIds));
    for (const { message, labelIds = [] } of [...labelsAdded, ...labelsRemoved])
      if (!isKept(labelIds)) present.set(message.id, isKept(message.labelIds));
    for (const { message } of messagesDeleted) present.set(message.id, false);
  }
  return present;
}

const isKept = (labels: readonly string[] = []): boolean => !labels.some((label) => UNWANTED.includes(label));

/** A message whole; without its text where that is too long for one answer, so that it holds up no other. */
const readMessage = (api: PlatformApi, id: string): Promise<GmailMessage | undefined> =>
  unlessGone(
    fetchMessage(api, id, 'full').catch((error: unknown) => {
      if (SeneschalError.from(error).kind === 'invalid_response') return fetchMessage(api, id, 'metadata');
      throw error;
    }),
  );

async function toRecord(message: GmailMessage, account: string): Promise<SyncRecord> {
  const { id, threadId, payload, snippet = '' } = message;
  const at = Number(message.internalDate ?? 0);
  const subject = textHeader(payload, 'Subject');
  const text = (await readText(payload, async (part) => inlineBytes(part))) || htmlToText(snippet);
  const files = attachmentsIn(payload).flatMap(({ name }) => (name === '' ? [] : [`File: ${name}`]));
  const people = ['From', 'To', 'Cc', 'Bcc'].flatMap((name) => peopleIn(payload, name));
  return {
    kind: 'mail',
    externalId: id,
    at,
    updatedAt: at,
    title: subject || 'No subject',
    text: [text, ...files].filter((part) => part !== '').join('\n'),
    people: [...new Set(people)],
    url: webLink(account, id),
    container: { id: threadId, name: subject },
    ids: { message_id: id, thread_id: threadId },
  };
}
