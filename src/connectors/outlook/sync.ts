import { z } from 'zod';
import { SeneschalError, unlessGone } from '../../core/errors';
import { atMost } from '../../core/at-most';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { type SyncContext, type SyncPage, type SyncRecord, type SyncResource } from '../../core/sync';
import { limits, read, TEXT_BODIES } from './client';
import { nextLink } from './page';
import { graphMessage, type GraphMessage, peopleOf, personOf } from './schema';

/*
 * Mail of the inbox and of what was sent, by Graph's delta query: each folder has a link of its own that tells what changed since. What
 * leaves the inbox for another folder is told like what is deleted, so the message itself is asked; its id stays with it.
 */

const FOLDERS = ['inbox', 'sentitems'] as const;
/** Mail in these is as good as gone. */
const BINS = ['deleteditems', 'junkemail'] as const;
const PER_PAGE = 50;
const MAX_BYTES = 20 * 1024 * 1024;

const FIELDS =
  'subject,body,from,toRecipients,ccRecipients,receivedDateTime,lastModifiedDateTime,conversationId,isDraft,webLink,parentFolderId';

const cursorShape = z.object({
  /** Where each folder goes on, the one read last in front of those to come. */
  links: z.partialRecord(z.enum(FOLDERS), z.string()),
  /** Which folder is read; beyond the last one a pass is over. */
  at: z.int().min(0),
});
type Cursor = z.output<typeof cursorShape>;

const removed = z.object({ id: z.string(), '@removed': z.object({ reason: z.string().optional() }) });
const answer = z.object({
  value: z.array(z.union([removed, graphMessage])),
  ...nextLink,
  '@odata.deltaLink': z.string().optional(),
});

/** @see https://learn.microsoft.com/graph/delta-query-messages */
export const mailResource: SyncResource = {
  title: 'mail',
  stores: 'Messages you got in your inbox and messages you sent: subject, text, who wrote them and who got them.',
  kinds: ['mail'],
  page: readPage,
};

async function readPage(api: PlatformApi, text: string | undefined, context: SyncContext): Promise<SyncPage> {
  const cursor: Cursor = text === undefined ? { links: {}, at: 0 } : cursorShape.parse(JSON.parse(text));
  const folder = FOLDERS[cursor.at] ?? FOLDERS[0];
  const link = cursor.links[folder];
  const found = await changesOf(api, folder, link, context);
  if (found === undefined)
    return { records: [], cursor: JSON.stringify({ links: {}, at: 0 }), done: false, reset: true };
  const { next, over } = found;
  const at = over ? (cursor.at + 1) % FOLDERS.length : cursor.at;
  const { records, gone } = await settle(api, found.value, context);
  return {
    records,
    gone,
    cursor: JSON.stringify({ links: { ...cursor.links, [folder]: next }, at } satisfies Cursor),
    done: over && at === 0,
  };
}

/** One page of a folder's changes; undefined where Graph has forgotten what we know. */
async function changesOf(api: PlatformApi, folder: string, link: string | undefined, { since }: SyncContext) {
  const first = { $select: FIELDS, $filter: `receivedDateTime ge ${new Date(since).toISOString()}` };
  try {
    const { value, ...links } = await read(api, path`/me/mailFolders/${folder}/messages/delta`, answer, {
      ...(link === undefined ? { query: first } : { url: link }),
      prefer: [TEXT_BODIES, `odata.maxpagesize=${PER_PAGE}`],
      maxBytes: MAX_BYTES,
    });
    const next = links['@odata.nextLink'] ?? links['@odata.deltaLink'];
    if (next === undefined)
      throw new SeneschalError('invalid_response', 'Outlook did not say where its changes go on.');
    return { value, next, over: links['@odata.nextLink'] === undefined };
  } catch (error) {
    if (link !== undefined && SeneschalError.from(error).kind === 'not_found') return undefined;
    throw error;
  }
}

async function settle(
  api: PlatformApi,
  changes: z.output<typeof answer>['value'],
  context: SyncContext,
): Promise<{ records: SyncRecord[]; gone: string[] }> {
  const whole = changes.filter(isWhole);
  // Of a change Graph may tell the id alone; of what is no longer in its folder it tells no more.
  const others = changes.filter((change) => !isWhole(change)).map(({ id }) => id);
  const looked = await atMost(limits.default.atOnce, others, (id) => lookUp(api, id));
  const bins = others.length === 0 ? [] : await idsOfBins(api, context);
  const kept = looked.filter((message) => message !== undefined && !bins.includes(message.parentFolderId ?? ''));
  const messages = [...whole, ...kept].filter((message) => message !== undefined).filter(({ isDraft }) => !isDraft);
  const stay = new Set(messages.map(({ id }) => id));
  return { records: messages.map(toRecord), gone: others.filter((id) => !stay.has(id)) };
}

const isWhole = (change: z.output<typeof answer>['value'][number]): change is GraphMessage =>
  'body' in change && 'receivedDateTime' in change && typeof change.receivedDateTime === 'string';

const lookUp = (api: PlatformApi, id: string): Promise<GraphMessage | undefined> =>
  unlessGone(
    read(api, path`/me/messages/${id}`, graphMessage, { query: { $select: `id,${FIELDS}` }, prefer: [TEXT_BODIES] }),
  );

/** The bins' own ids, asked once. */
function idsOfBins(api: PlatformApi, { memo }: SyncContext): Promise<string[]> {
  return Promise.all(
    BINS.map(async (name) => {
      const known = memo.get(name);
      if (known !== undefined) return known;
      const query = { $select: 'id' };
      const { id } = await read(api, path`/me/mailFolders/${name}`, z.object({ id: z.string() }), { query });
      memo.set(name, id);
      return id;
    }),
  );
}

function toRecord(raw: GraphMessage): SyncRecord {
  const at = timeOf(raw.receivedDateTime);
  const people = [personOf(raw.from), ...peopleOf(raw.toRecipients), ...peopleOf(raw.ccRecipients)];
  const subject = raw.subject ?? '';
  return {
    kind: 'mail',
    externalId: raw.id,
    at,
    updatedAt: Math.max(at, timeOf(raw.lastModifiedDateTime)),
    title: subject,
    text: (raw.body?.content ?? '').replace(/\r\n?/g, '\n').trim(),
    people: [...new Set(people.filter((one) => one !== ''))],
    ...(raw.webLink && { url: raw.webLink }),
    ...(raw.conversationId && { container: { id: raw.conversationId, name: subject } }),
    ids: { message_id: raw.id },
  };
}

const timeOf = (text: string | null | undefined): number => Date.parse(text ?? '') || 0;
