import { z } from 'zod';
import { fromBase64 } from '../../core/ids';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { inParallel, read, unlessGone, write } from './client';
import { type GmailPart, inlineBytes, type Load } from './message';
import { type GmailMessage, gmailMessage, gmailMoved, SUMMARY_HEADERS } from './schema';

const attachmentBody = z.object({ data: z.string().default(''), size: z.number().optional() });

/** One message: `full` with its parts, `metadata` with all its headers, `minimal` with neither. */
export const fetchMessage = (
  api: PlatformApi,
  id: string,
  format: 'full' | 'metadata' | 'minimal',
): Promise<GmailMessage> => read(api, path`/messages/${id}`, gmailMessage, { query: { format }, cost: 'message' });

/** Messages with the headers a summary shows, in the order of the ids. What was deleted meanwhile is missing. */
export async function fetchSummaries(api: PlatformApi, ids: readonly string[]): Promise<GmailMessage[]> {
  const query = { format: 'metadata', metadataHeaders: SUMMARY_HEADERS };
  const found = await inParallel(ids, (id) =>
    unlessGone(read(api, path`/messages/${id}`, gmailMessage, { query, cost: 'message' })),
  );
  return found.filter((message) => message !== undefined);
}

/** Loads parts of a message: large ones lie apart, under an id that holds for this reading only. */
export const loadFrom =
  (api: PlatformApi, messageId: string, maxBytes?: number): Load =>
  async (part: GmailPart) => {
    const attachmentId = part.body?.attachmentId;
    if (part.body?.data !== undefined || attachmentId === undefined) return inlineBytes(part);
    const from = path`/messages/${messageId}/attachments/${attachmentId}`;
    const options = { cost: 'message' as const, ...(maxBytes !== undefined && { maxBytes }) };
    return fromBase64((await read(api, from, attachmentBody, options)).data);
  };

/** The thread a message is in. */
export const threadOf = async (api: PlatformApi, id: string): Promise<string> =>
  (await fetchMessage(api, id, 'minimal')).threadId;

/** Moves a message, or the whole thread it is in, into the bin or out of it. */
export async function move(
  api: PlatformApi,
  action: 'trash' | 'untrash',
  { message_id: id, whole_thread: whole }: { message_id: string; whole_thread: boolean },
): Promise<z.output<typeof gmailMoved>> {
  const to = whole ? path`/threads/${await threadOf(api, id)}/${action}` : path`/messages/${id}/${action}`;
  return write(api, to, undefined, gmailMoved, { cost: 'message' });
}
