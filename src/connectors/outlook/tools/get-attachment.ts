import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { fromBase64 } from '../../../core/ids';
import { cut, startAt } from '../../../core/text-part';
import { untrusted } from '../../../core/untrusted';
import { kindOf, loadAttachment, readAttachment, typeOf } from '../attachments';
import { messageId } from '../schema';

/** Characters of a text in one answer; bytes of a text at all; bytes of anything else. */
const MOST_TEXT = 20_000;
const MOST_TEXT_BYTES = 5 * 1024 * 1024;
const MOST_BYTES = 256 * 1024;

const IS_TEXT = /^(text\/.+|application\/(json|xml|csv|x-yaml|yaml|javascript|sql|ics)|.+\+(json|xml)|message\/.+)$/;

export const getAttachment = defineTool({
  name: 'get_attachment',
  title: 'Read an attachment',
  description: 'Read an attached file: text as text, anything else as base64, up to 256 KiB.',
  input: z.strictObject({
    message_id: messageId,
    attachment_id: z
      .string()
      .regex(/^[\w=+-]{4,1024}$/, 'must be an attachment id from get_message')
      .describe('From get_message.'),
    start_at: startAt,
  }),
  output: z.object({
    name: untrusted('File name.'),
    type: z.string(),
    bytes: z.number(),
    encoding: z.enum(['text', 'base64']),
    content: untrusted('Content.'),
    nextStart: z.number().optional().describe('There is more: pass as start_at.'),
  }),
  effect: 'read',
  scopes: ['outlook:read'],
  handler: async ({ message_id: message, attachment_id: id, start_at: start }, context) => {
    const api = context.integration();
    const head = await readAttachment(api, message, id);
    if (kindOf(head) !== 'file')
      throw invalidRequest(
        'The attachment is no file but an Outlook item or a link. The person can open it in Outlook.',
      );
    const type = typeOf(head);
    const isText = IS_TEXT.test(type);
    const most = isText ? MOST_TEXT_BYTES : MOST_BYTES;
    if ((head.size ?? 0) > most + SLACK) throw tooLarge(head.size ?? 0, most);
    const { contentBytes } = await loadAttachment(api, message, id, 2 * (most + SLACK));
    const bytes = fromBase64(contentBytes ?? '');
    if (bytes.length > most) throw tooLarge(bytes.length, most);
    const known = { name: head.name ?? '', type, bytes: bytes.length };
    if (!isText) return { ...known, encoding: 'base64' as const, content: contentBytes ?? '' };
    const { text, ...rest } = cut(decoded(bytes), start, MOST_TEXT);
    return { ...known, encoding: 'text' as const, content: text, ...rest };
  },
});

/** Graph counts what it keeps around the file, too. */
const SLACK = 4 * 1024;

/** UTF-8 where it can be that; else Windows-1252, the commonest of those that go unnamed. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const tooLarge = (size: number, most: number) =>
  invalidRequest(
    `The attachment has ${kib(size)}; this tool reads up to ${kib(most)}. The person can open it in Outlook.`,
  );

const kib = (bytes: number): string => `${Math.ceil(bytes / 1024).toLocaleString('en')} KiB`;
