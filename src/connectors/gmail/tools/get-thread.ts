import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { loadFrom } from '../mailbox';
import { readText, textHeader } from '../message';
import { gmailMessage, message, threadId, toMessage, webLink } from '../schema';

/** Characters of one message's text, and of all texts in one answer. */
const MOST_TEXT = 8_000;
const MOST_TEXTS = 60_000;
/** A thread comes whole, with every message's HTML. */
const MAX_BYTES = 20 * 1024 * 1024;

const answer = z.object({ id: z.string(), messages: z.array(gmailMessage).default([]) });

/** What all of them share is said once; blind copies are in drafts alone. */
const threadMessage = message.omit({ threadId: true, subject: true, bcc: true });

export const getThread = defineTool({
  name: 'get_thread',
  title: 'Read a thread',
  description: 'Read a conversation: its latest messages in order, by cursor the earlier ones.',
  input: z.strictObject({ thread_id: threadId, limit: limitParam, cursor: cursorParam }),
  output: pageOf(threadMessage).extend({
    subject: untrusted('Subject.'),
    link: z.string(),
  }),
  effect: 'read',
  scopes: ['gmail:read'],
  handler: async ({ thread_id: id, limit, cursor }, context) => {
    const api = context.integration();
    // The cursor is how many of the oldest messages are still to be read; messages that come in later do not move it.
    if (cursor !== undefined && !/^[1-9]\d{0,5}$/.test(cursor))
      throw invalidRequest('cursor: use the nextCursor of the previous answer.');
    const query = { format: 'full' };
    const { messages } = await read(api, path`/threads/${id}`, answer, { query, cost: 'heavy', maxBytes: MAX_BYTES });
    let first = Math.min(cursor === undefined ? messages.length : Number(cursor), messages.length);
    const items: z.input<typeof threadMessage>[] = [];
    let characters = 0;
    for (const raw of messages.slice(Math.max(0, first - limit), first).reverse()) {
      const text = await readText(raw.payload, loadFrom(api, raw.id));
      const {
        threadId: _thread,
        subject: _subject,
        bcc: _bcc,
        ...item
      } = toMessage(raw, text, { start: 0, most: MOST_TEXT });
      characters += item.text.length;
      if (items.length > 0 && characters > MOST_TEXTS) break;
      items.unshift(item);
      first -= 1;
    }
    return {
      ...toPage(items, first > 0 ? String(first) : undefined),
      subject: textHeader(messages[0]?.payload, 'Subject'),
      link: webLink(api.account.label, id),
    };
  },
});
