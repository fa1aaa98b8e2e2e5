import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { type PlatformApi } from '../../../core/platform-call';
import { cut } from '../../../core/text-part';
import { untrusted } from '../../../core/untrusted';
import { read, TEXT_BODIES } from '../client';
import { nextCursor, nextLink, positionOf } from '../page';
import { graphMessage, type GraphMessage, messageId, summary, SUMMARY_FIELDS, toSummary } from '../schema';

/** Characters of one message's text, and of all texts in one answer. */
const MOST_TEXT = 8_000;
const MOST_TEXTS = 60_000;
/** Messages of one conversation that are looked at. */
const MOST_MESSAGES = 500;
const PER_CALL = 100;
const MAX_BYTES = 20 * 1024 * 1024;

const place = z.object({ conversationId: z.string() });
const answer = z.object({ value: z.array(graphMessage), ...nextLink });

/** What all of them share is said once. */
const item = summary.omit({ subject: true, preview: true }).extend({ text: untrusted('What it adds.') });

export const getConversation = defineTool({
  name: 'get_conversation',
  title: 'Read a conversation',
  description:
    'Read the conversation a message is in: its latest messages in order, each with what it adds to those before; by cursor the earlier ones.',
  input: z.strictObject({ message_id: messageId, limit: limitParam, cursor: cursorParam }),
  output: pageOf(item).extend({ subject: untrusted('Subject.') }),
  effect: 'read',
  scopes: ['outlook:read'],
  handler: async ({ message_id: id, limit, cursor }, context) => {
    // The cursor is how many of the oldest messages are still to be read; messages that come in later do not move it.
    if (cursor !== undefined && !/^[1-9]\d{0,3}$/.test(cursor))
      throw invalidRequest('cursor: use the nextCursor of the previous answer.');
    const all = await messagesOf(context.integration(), id);
    let first = Math.min(Number(cursor ?? all.length), all.length);
    const items: z.input<typeof item>[] = [];
    let characters = 0;
    for (const raw of all.slice(Math.max(0, first - limit), first).reverse()) {
      const { subject: _, preview: __, ...head } = toSummary(raw);
      const { text } = cut(textOf(raw), 0, MOST_TEXT);
      characters += text.length;
      if (items.length > 0 && characters > MOST_TEXTS) break;
      items.unshift({ ...head, text });
      first -= 1;
    }
    return { ...toPage(items, first > 0 ? String(first) : undefined), subject: all[0]?.subject ?? '' };
  },
});

/** All messages of the conversation, oldest first. Graph filters by conversation or sorts by date, not both. */
async function messagesOf(api: PlatformApi, id: string): Promise<GraphMessage[]> {
  const { conversationId } = await read(api, path`/me/messages/${id}`, place, {
    query: { $select: 'conversationId' },
  });
  const found: GraphMessage[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(api, path`/me/messages`, answer, {
      query: {
        $filter: `conversationId eq '${conversationId.replaceAll("'", "''")}'`,
        $select: `${SUMMARY_FIELDS},uniqueBody`,
        $top: PER_CALL,
        ...positionOf(cursor),
      },
      prefer: [TEXT_BODIES],
      maxBytes: MAX_BYTES,
    });
    found.push(...page.value);
    cursor = nextCursor(page);
  } while (cursor !== undefined && found.length < MOST_MESSAGES);
  return found.sort((a, b) => (a.receivedDateTime ?? '').localeCompare(b.receivedDateTime ?? ''));
}

const textOf = ({ uniqueBody, bodyPreview }: GraphMessage): string =>
  (uniqueBody?.content ?? bodyPreview ?? '').replace(/\r\n?/g, '\n').trim();
