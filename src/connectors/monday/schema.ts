import { z } from 'zod';
import { invalidRequest, SeneschalError } from '../../core/errors';
import { untrusted } from '../../core/untrusted';

/** A number, as text: monday.com's ids are beyond what JSON numbers hold exactly. */
export const mondayId = z.string().regex(/^[1-9]\d{0,18}$/, 'must be digits, as list answers give it');
export const boardId = mondayId.describe('Board id, see list_boards.');
export const itemId = mondayId.describe('Item id, see list_items.');
export const groupId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/)
  .describe('Group id, see get_board.');
export const columnId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/)
  .describe('Column id, see get_board.');
export const itemName = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}]+$/u, 'must be one line')
  .describe('Name: one line.');
export const columnValues = z
  .string()
  .min(2)
  .max(20_000)
  .describe(
    'JSON object of column ids and values, such as {"status":"Done","date4":"2026-11-30","person":"4012689","numbers":"5"}; "" empties one.',
  );
export const createLabels = z.boolean().default(false).describe('Make labels that do not exist yet?');
export const updateText = z
  .string()
  .trim()
  .min(1)
  .max(10_000)
  .regex(/^[^\p{Cc}\n\t]*(?:[\n\t][^\p{Cc}]*)*$/u, 'may hold no control characters')
  .describe('Plain text; line breaks stay.');

/** @throws {SeneschalError} `invalid_request` for what is no JSON object: monday.com would say as much, after a call that counts. */
export function parseColumnValues(text: string): Record<string, unknown> {
  const parsed = z.record(z.string().regex(/^[A-Za-z0-9_-]{1,100}$/), z.unknown()).safeParse(parseJson(text));
  if (parsed.success && Object.keys(parsed.data).length > 0) return parsed.data;
  throw invalidRequest('column_values: give a JSON object of column ids and values, such as {"status":"Done"}.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Updates are HTML at monday.com: what a caller writes is text, and stays text. */
export const toHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(/\r?\n/g, '<br>');

/** Pages are numbered at monday.com; the number is our cursor. */
export function pageNumber(cursor: string | undefined): number {
  if (cursor === undefined) return 1;
  if (/^[1-9]\d{0,5}$/.test(cursor)) return Number(cursor);
  throw invalidRequest('cursor: use the nextCursor of the previous answer.');
}

/** Lists give what there is without a word for what there is not. */
export const missing = (what: string): SeneschalError =>
  new SeneschalError(
    'not_found',
    `monday.com has no such ${what}, or you may not see it. List first, then use an id from there.`,
  );

const named = z.object({ id: z.string(), name: z.string() });

export const mondayBoard = named.extend({
  description: z.string().nullish(),
  state: z.string().optional(),
  type: z.string().nullish(),
  items_count: z.number().nullish(),
  url: z.string().optional(),
  updated_at: z.string().nullish(),
  workspace: z.object({ id: z.string().nullish(), name: z.string() }).nullish(),
});

export const board = z.object({
  id: z.string(),
  name: untrusted('Name.'),
  description: untrusted('Description.').optional(),
  state: z.string().optional(),
  workspaceId: z.string().optional(),
  workspace: untrusted('Workspace.').optional(),
  itemCount: z.number().optional(),
  updatedAt: z.string().optional(),
  url: z.string().optional(),
});

export const toBoard = (raw: z.output<typeof mondayBoard>): z.input<typeof board> => ({
  id: raw.id,
  name: raw.name,
  ...(raw.description && { description: raw.description }),
  ...(raw.state !== undefined && { state: raw.state }),
  ...(raw.workspace?.id && { workspaceId: raw.workspace.id }),
  ...(raw.workspace && { workspace: raw.workspace.name }),
  ...(typeof raw.items_count === 'number' && { itemCount: raw.items_count }),
  ...(raw.updated_at && { updatedAt: raw.updated_at }),
  ...(raw.url !== undefined && { url: raw.url }),
});

export const mondayUpdate = z.object({
  id: z.string(),
  text_body: z.string().nullish(),
  body: z.string().nullish(),
  created_at: z.string().nullish(),
  edited_at: z.string().nullish(),
  creator: z.object({ id: z.string(), name: z.string(), email: z.string().optional() }).nullish(),
});
export const mondayThread = mondayUpdate.extend({ replies: z.array(mondayUpdate).nullish() });

export const written = z.object({
  id: z.string(),
  text: untrusted('Text.'),
  author: untrusted('Who wrote it.').optional(),
  at: z.string().optional(),
});
export const update = written.extend({ replies: z.array(written).optional() });

export const toWritten = (raw: z.output<typeof mondayUpdate>): z.input<typeof written> => ({
  id: raw.id,
  text: textOf(raw),
  ...(raw.creator && { author: raw.creator.name }),
  ...(raw.created_at && { at: raw.created_at }),
});

export const toUpdate = (raw: z.output<typeof mondayThread>): z.input<typeof update> => ({
  ...toWritten(raw),
  ...(raw.replies && raw.replies.length > 0 && { replies: raw.replies.map(toWritten) }),
});

/** Its text, or what remains of its HTML without tags where monday.com gives no text. */
export const textOf = ({ text_body: text, body }: z.output<typeof mondayUpdate>): string =>
  text ?? (body ?? '').replaceAll(/<[^>]*>/g, ' ').trim();
