import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { startAt } from '../../../core/text-part';
import { fetchMessage, loadFrom } from '../mailbox';
import { readText } from '../message';
import { message, messageId, toMessage, webLink } from '../schema';

/** Characters of a text in one answer. */
const MOST_TEXT = 20_000;

export const getMessage = defineTool({
  name: 'get_message',
  title: 'Read a message',
  description:
    'Read a message: its text (HTML becomes text, without what it hides) and its attachments, which get_attachment reads.',
  input: z.strictObject({ message_id: messageId, start_at: startAt }),
  output: message.extend({ link: z.string() }),
  effect: 'read',
  scopes: ['gmail:read'],
  handler: async ({ message_id: id, start_at: start }, context) => {
    const api = context.integration();
    const raw = await fetchMessage(api, id, 'full');
    const text = await readText(raw.payload, loadFrom(api, id));
    return { ...toMessage(raw, text, { start, most: MOST_TEXT }), link: webLink(api.account.label, raw.id) };
  },
});
