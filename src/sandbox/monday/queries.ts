import { STAFF } from '../world/people';
import { noBoard } from './failure';
import { SITE, WORKSPACE } from './model';
import { itemsByValues, nextPage } from './pages';
import { boardShape, itemShape, paged, updateShape, userShape, type Viewer } from './shapes';

interface Paged {
  limit: number;
  page: number;
}

/** What can be asked: the fields of `Query`. */
export const queries = (viewer: Viewer) => {
  const { boards, person } = viewer;
  return {
    me: () => userShape(person),
    boards: ({
      ids,
      state,
      workspace_ids: workspaces,
      ...page
    }: Paged & { ids?: string[]; state: string; workspace_ids?: string[] }) => {
      const found = boards
        .visible(person)
        .filter(({ id }) => ids?.includes(id) ?? true)
        .filter(() => (state === 'active' || state === 'all') && (workspaces?.includes(WORKSPACE.id) ?? true));
      return paged(found, page).map((board) => boardShape(viewer, board));
    },
    items: ({
      ids = [],
      exclude_nonactive: active,
      ...page
    }: Paged & { ids?: string[]; exclude_nonactive?: boolean }) => {
      const found = ids
        .flatMap((id) => boards.item(person, id) ?? [])
        .filter(({ state }) => !active || state === 'active');
      return paged(found, page).map((item) => itemShape(viewer, item));
    },
    items_page_by_column_values: (args: {
      board_id: string;
      columns?: { column_id: string; column_values: string[] }[];
      cursor?: string;
      limit: number;
    }) => {
      const { board_id: id, columns = [], cursor, limit } = args;
      if (cursor !== undefined) return nextPage(viewer, { cursor, limit });
      const board = boards.board(person, id);
      if (!board) throw noBoard();
      return itemsByValues(viewer, board, columns, limit);
    },
    next_items_page: (args: { cursor: string; limit: number }) => nextPage(viewer, args),
    updates: ({ from_date: from, to_date: to, ...page }: Paged & { from_date?: string; to_date?: string }) => {
      const [start, end] = [Date.parse(from ?? '1970-01-01'), Date.parse(to ?? '9999-01-01')];
      const found = boards.updates
        .list('')
        .filter(
          ({ parent, created, item }) => !parent && created >= start && created <= end && boards.item(person, item),
        )
        .sort((a, b) => b.created - a.created);
      return paged(found, page).map((update) => updateShape(viewer, update));
    },
    users: ({ ids, name, emails, ...page }: Paged & { ids?: string[]; name?: string; emails?: string[] }) => {
      const found = STAFF.map(userShape)
        .filter((user) => ids?.includes(user.id) ?? true)
        .filter((user) => !name || user.name.toLowerCase().includes(name.toLowerCase()))
        .filter((user) => emails?.includes(user.email) ?? true);
      return paged(found, page);
    },
    webhooks: ({ board_id: board }: { board_id: string }) => {
      if (!boards.board(person, board)) throw noBoard();
      const found = boards.webhooks.list('').filter((webhook) => webhook.board === board && webhook.person === person);
      return found.map(({ id, event }) => ({ id, board_id: board, event, config: null }));
    },
    workspaces: (page: Paged) => paged([WORKSPACE], page),
    complexity: { after: 4_999_000, before: 5_000_000, query: 1_000, reset_in_x_seconds: 60 },
    search: {
      items: ({ query, limit, board_ids: only }: { query: string; limit: number; board_ids?: string[] }) => {
        const terms = query.toLowerCase().split(/\s+/);
        const visible = boards.visible(person).filter(({ id }) => only?.includes(id) ?? true);
        const found = visible
          .flatMap(({ id }) => boards.itemsOf(id))
          .filter((item) =>
            terms.every((term) => `${item.name} ${Object.values(item.values).join(' ')}`.toLowerCase().includes(term)),
          );
        const results = found.slice(0, limit).map((item) => ({
          id: item.id,
          indexed_data: {
            ...{ id: item.id, name: item.name, board_id: item.board, workspace_id: WORKSPACE.id },
            url: `${SITE}/boards/${item.board}/pulses/${item.id}`,
          },
          live_data: () => itemShape(viewer, item),
        }));
        return { results };
      },
    },
  };
};
