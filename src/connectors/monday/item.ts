import { z } from 'zod';
import { untrusted } from '../../core/untrusted';

const columnValue = z.object({
  id: z.string(),
  type: z.string(),
  text: z.string().nullish(),
  display_value: z.string().nullish(),
  column: z.object({ title: z.string() }),
});
const group = z.object({ id: z.string(), title: z.string() });

/** An item as monday.com sends it in lists. */
export const mondayItem = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string().nullish(),
  url: z.string().optional(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
  group: group.nullish(),
  column_values: z.array(columnValue),
});
export type MondayItem = z.output<typeof mondayItem>;

export const itemsPage = z.object({ cursor: z.string().nullish(), items: z.array(mondayItem) });

const value = z.object({ title: untrusted('Column.'), text: untrusted('Value.') });

export const item = z.object({
  id: z.string(),
  name: untrusted('Name.'),
  group: untrusted('Group.').optional(),
  values: z.array(value),
  updatedAt: z.string().optional(),
  url: z.string().optional(),
});

/** Longer values are cut in lists; the whole one is in get_item. */
const LONGEST_IN_LISTS = 160;

const shortened = (text: string): string =>
  text.length <= LONGEST_IN_LISTS ? text : `${text.slice(0, LONGEST_IN_LISTS - 1).toWellFormed()}…`;

/** Formulas, mirrors and links between boards have no text of their own, but one to show. */
export const valuesOf = (values: MondayItem['column_values']) =>
  values.flatMap(({ text, display_value: shown, column: { title } }) => {
    const said = text || shown;
    return said ? [{ title, text: said }] : [];
  });

export function toItem(raw: MondayItem, whole = false): z.input<typeof item> {
  const values = valuesOf(raw.column_values);
  return {
    id: raw.id,
    name: raw.name,
    ...(raw.group && { group: raw.group.title }),
    values: whole ? values : values.map((one) => ({ ...one, text: shortened(one.text) })),
    ...(raw.updated_at && { updatedAt: raw.updated_at }),
    ...(raw.url !== undefined && { url: raw.url }),
  };
}

/** An item as the mutations answer it. */
export const mondaySaved = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string().optional(),
  group: group.nullish(),
  board: z.object({ id: z.string() }).nullish(),
});

export const saved = z.object({
  id: z.string(),
  name: untrusted('Name.'),
  boardId: z.string().optional(),
  groupId: z.string().optional(),
  url: z.string().optional(),
});

export const toSaved = (raw: z.output<typeof mondaySaved>): z.input<typeof saved> => ({
  id: raw.id,
  name: raw.name,
  ...(raw.board && { boardId: raw.board.id }),
  ...(raw.group && { groupId: raw.group.id }),
  ...(raw.url !== undefined && { url: raw.url }),
});
