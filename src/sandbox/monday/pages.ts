import { fromBase64, fromUtf8, toBase64Url, utf8 } from '../kernel/crypto';
import { isObject, parseJson } from '../kernel/call';
import { shown } from './columns';
import { fieldError } from './failure';
import { type StoredBoard, type StoredItem } from './model';
import { itemShape, type Viewer } from './shapes';

const CURSOR_LIFE_MS = 60 * 60_000;
const MOST_ITEMS = 500;

interface Rule {
  column_id: string;
  compare_value: unknown;
  operator: string;
}
export interface PageArgs {
  limit: number;
  cursor?: string;
  query_params?: {
    ids?: string[];
    rules?: Rule[];
    order_by?: { column_id: string; direction: string }[];
    operator?: string;
  };
}

const cursorError = (message: string) => fieldError('CursorException', 400, message);

export function itemsPage(viewer: Viewer, board: StoredBoard, { limit, cursor, query_params: query = {} }: PageArgs) {
  if (cursor !== undefined) return nextPage(viewer, { cursor, limit });
  const { ids, rules = [], order_by: order = [], operator } = query;
  const fits = (item: StoredItem) =>
    rules.length === 0 ||
    (operator === 'or'
      ? rules.some((rule) => meets(board, item, rule))
      : rules.every((rule) => meets(board, item, rule)));
  const items = viewer.boards.itemsOf(board.id).filter((item) => (ids?.includes(item.id) ?? true) && fits(item));
  const [first] = order;
  if (first) {
    const keyOf = sortKey(first.column_id);
    items.sort(
      (a, b) => (first.direction === 'desc' ? -1 : 1) * (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0),
    );
  }
  return pageOf(
    viewer,
    items.map(({ id }) => id),
    limit,
    viewer.boards.sandbox.now(),
  );
}

export function itemsByValues(
  viewer: Viewer,
  board: StoredBoard,
  columns: { column_id: string; column_values: string[] }[],
  limit: number,
) {
  const rules = columns.map(({ column_id, column_values }) => ({
    column_id,
    compare_value: column_values,
    operator: 'any_of',
  }));
  return itemsPage(viewer, board, { limit, query_params: { rules } });
}

/** The cursor holds what is left of the list, as it was when the first page was asked for, and when that was. */
export function nextPage(viewer: Viewer, { cursor, limit }: { cursor: string; limit: number }) {
  const bytes = fromBase64(cursor);
  const state = bytes && parseJson(fromUtf8(bytes));
  if (!isObject(state) || !Array.isArray(state.left) || typeof state.at !== 'number')
    throw cursorError('The cursor is not valid');
  if (viewer.boards.sandbox.now() - state.at > CURSOR_LIFE_MS)
    throw cursorError('The cursor has expired. Ask for the first page again');
  return pageOf(viewer, state.left.map(String), limit, state.at);
}

function pageOf(viewer: Viewer, ids: string[], limit: number, at: number) {
  if (limit < 1 || limit > MOST_ITEMS) throw fieldError('InvalidArgumentException', 400, `limit is 1 to ${MOST_ITEMS}`);
  const left = ids.slice(limit);
  return {
    cursor: left.length > 0 ? toBase64Url(utf8(JSON.stringify({ left, at }))) : null,
    items: ids.slice(0, limit).flatMap((id) => {
      const item = viewer.boards.item(viewer.person, id);
      return item ? [itemShape(viewer, item)] : [];
    }),
  };
}

function sortKey(column: string): (item: StoredItem) => string | number {
  if (column === '__last_updated__') return (item) => item.updated;
  if (column === '__creation_log__') return (item) => item.created;
  return (item) => (column === 'name' ? item.name : (item.values[column] ?? ''));
}

function meets(board: StoredBoard, item: StoredItem, { column_id: id, compare_value: value, operator }: Rule): boolean {
  const wanted = (Array.isArray(value) ? value : [value]).map(String);
  const text = textOf(board, item, id);
  if (text === undefined) throw fieldError('InvalidColumnIdException', 200, `there is no column ${id} on this board`);
  const lower = text.toLowerCase();
  switch (operator) {
    case 'any_of':
      return wanted.includes(text);
    case 'not_any_of':
      return !wanted.includes(text);
    case 'contains_text':
      return wanted.some((part) => lower.includes(part.toLowerCase()));
    case 'is_empty':
      return text === '';
    case 'is_not_empty':
      return text !== '';
    default:
      throw fieldError('InvalidArgumentException', 400, `the sandbox does not know the operator ${operator}`);
  }
}

function textOf(board: StoredBoard, item: StoredItem, id: string): string | undefined {
  if (id === 'name') return item.name;
  if (id === 'group') return item.group;
  const column = board.columns.find((known) => known.id === id);
  return column && shown(column, item.values[id] ?? '');
}
