import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest, notFound } from '../../../core/errors';
import { toBase64 } from '../../../core/ids';
import { cut, startAt } from '../../../core/text-part';
import { untrusted } from '../../../core/untrusted';
import { fetchMessage, loadFrom } from '../mailbox';
import { charsetOf, decodeText, findPart, nameOf, typeOf } from '../message';
import { messageId, webLink } from '../schema';

/** Characters of a text in one answer; bytes of a text at all; bytes of anything else. */
const MOST_TEXT = 20_000;
const MOST_TEXT_BYTES = 5 * 1024 * 1024;
const MOST_BYTES = 256 * 1024;

const IS_TEXT = /^(text\/.+|application\/(json|xml|csv|x-yaml|yaml|javascript|sql|ics)|.+\+(json|xml)|message\/.+)$/;

export const getAttachment = defineTool({
  name: 'get_attachment',
  title: 'Read an attachment',
  description: 'Read an attachment: text as text, anything else as base64, up to 256 KiB.',
  input: z.strictObject({
    message_id: messageId,
    attachment_id: z
      .string()
      .regex(/^[\w.]{1,100}$/, 'must be an attachment id such as 1 or 0.2, from get_message')
      .describe('From get_message, such as 1.'),
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
  scopes: ['gmail:read'],
  handler: async ({ message_id: id, attachment_id: partId, start_at: start }, context) => {
    const api = context.integration();
    const { payload } = await fetchMessage(api, id, 'full');
    const part = findPart(payload, partId);
    if (part === undefined) throw notFound('The attachment');
    const type = typeOf(part);
    const isText = IS_TEXT.test(type);
    const most = isText ? MOST_TEXT_BYTES : MOST_BYTES;
    const check = (size: number) => {
      if (size > most) throw tooLarge(size, most, webLink(api.account.label, id));
    };
    check(part.body?.size ?? 0);
    const content = await loadFrom(api, id)(part);
    check(content.length);
    const head = { name: nameOf(part), type, bytes: content.length };
    if (!isText) return { ...head, encoding: 'base64' as const, content: toBase64(content) };
    const { text, ...rest } = cut(decodeText(content, charsetOf(part)), start, MOST_TEXT);
    return { ...head, encoding: 'text' as const, content: text, ...rest };
  },
});

const tooLarge = (size: number, most: number, link: string) =>
  invalidRequest(
    `The attachment has ${kib(size)}; this tool reads up to ${kib(most)}. The person can open it in Gmail: ${link}`,
  );

const kib = (bytes: number): string => `${Math.ceil(bytes / 1024).toLocaleString('en')} KiB`;
