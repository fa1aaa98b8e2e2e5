import { COMPANY, fullName, person, type PersonKey } from '../world/people';
import { isoSeconds } from '../world/time';
import { rawValue, shown } from './columns';
import { itemsPage, type PageArgs } from './pages';
import {
  ACCOUNT,
  mondayUserId,
  SITE,
  WORKSPACE,
  type Boards,
  type StoredBoard,
  type StoredItem,
  type StoredUpdate,
} from './model';

/** Who asks, and of what: every field is answered as this person would see it. */
export interface Viewer {
  boards: Boards;
  person: PersonKey;
}

interface Paged {
  limit: number;
  page: number;
}
export const paged = <T>(list: readonly T[], { limit, page }: Paged): T[] =>
  list.slice((page - 1) * limit, page * limit);

export function userShape(key: PersonKey) {
  const someone = person(key);
  return {
    id: mondayUserId(key),
    name: fullName(someone),
    email: someone.email,
    title: someone.title,
    url: `${SITE}/users/${mondayUserId(key)}`,
    kind: someone.admin ? 'admin' : 'member',
    status: 'ACTIVE',
    account: { ...ACCOUNT, name: COMPANY.name },
  };
}

export function boardShape(viewer: Viewer, board: StoredBoard): Record<string, unknown> {
  const { boards } = viewer;
  const groups = board.groups.map((group) => groupShape(board, group.id));
  const columns = board.columns.map((column) => ({
    ...{ id: column.id, title: column.title, type: column.type, description: null, archived: false },
    settings: column.labels ? { labels: column.labels.map((label, index) => ({ id: index, label, index })) } : {},
  }));
  return {
    ...{ id: board.id, name: board.name, description: board.description, type: board.type, state: 'active' },
    board_kind: board.members ? 'private' : 'public',
    items_count: () => boards.itemsOf(board.id).length,
    url: `${SITE}/boards/${board.id}`,
    updated_at: isoSeconds(board.updated),
    workspace: WORKSPACE,
    owners: () => [userShape(board.owner)],
    creator: () => userShape(board.owner),
    groups: ({ ids }: { ids?: string[] }) => groups.filter((group) => ids?.includes(group?.id ?? '') ?? true),
    columns: ({ ids }: { ids?: string[] }) => [
      { id: 'name', title: 'Name', type: 'name', description: null, archived: false, settings: {} },
      ...columns.filter(({ id }) => ids?.includes(id) ?? true),
    ],
    activity_logs: ({ from, ...page }: { from?: string } & Paged) => paged(logsOf(viewer, board, from), page),
    items_page: (args: PageArgs) => itemsPage(viewer, board, args),
  };
}

function groupShape(board: StoredBoard, id: string) {
  const at = board.groups.findIndex((group) => group.id === id);
  const group = board.groups[at];
  return group && { ...group, color: '#037f4c', position: String((at + 1) * 65_536), archived: false, deleted: false };
}

const logsOf = ({ boards }: Viewer, board: StoredBoard, from = '1970-01-01') =>
  boards.logs
    .list('')
    .filter((log) => log.board === board.id && log.at >= Date.parse(from))
    .sort((a, b) => b.at - a.at)
    .map(({ id, event, data, at, person: who }) => ({
      ...{
        id,
        event,
        data,
        entity: 'pulse',
        created_at: `${at * 10_000}`,
        user_id: mondayUserId(who),
        account_id: ACCOUNT.id,
      },
    }));

export function itemShape(viewer: Viewer, item: StoredItem): Record<string, unknown> {
  const { boards } = viewer;
  const board = boards.boards.get('', item.board);
  const below = () => boards.items.list('').filter(({ parent, state }) => parent === item.id && state === 'active');
  return {
    ...{ id: item.id, name: item.name, state: item.state, creator_id: mondayUserId(item.creator) },
    url: `${SITE}/boards/${item.board}/pulses/${item.id}`,
    created_at: isoSeconds(item.created),
    updated_at: isoSeconds(item.updated),
    creator: () => userShape(item.creator),
    board: () => board && boardShape(viewer, board),
    group: () => board && groupShape(board, item.group),
    parent_item: () => {
      const parent = item.parent === undefined ? undefined : boards.item(viewer.person, item.parent);
      return parent && itemShape(viewer, parent);
    },
    subitems: () => below().map((sub) => itemShape(viewer, sub)),
    column_values: ({ ids }: { ids?: string[] }) =>
      (board?.columns ?? [])
        .filter(({ id }) => ids?.includes(id) ?? true)
        .map((column) => {
          const stored = item.values[column.id] ?? '';
          return {
            ...{ __typename: 'TextValue', id: column.id, type: column.type },
            text: shown(column, stored),
            value: rawValue(column, stored),
            column: { id: column.id, title: column.title, type: column.type, archived: false },
          };
        }),
    updates: (page: Paged) => paged(boards.updatesOf(item.id), page).map((update) => updateShape(viewer, update)),
  };
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

const plain = (html: string): string =>
  html
    .replaceAll(/<br ?\/?>/g, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);

export function updateShape(viewer: Viewer, update: StoredUpdate): Record<string, unknown> {
  const { boards } = viewer;
  return {
    ...{ id: update.id, body: update.body, text_body: plain(update.body), creator_id: mondayUserId(update.creator) },
    creator: () => userShape(update.creator),
    created_at: isoSeconds(update.created),
    updated_at: isoSeconds(update.edited),
    edited_at: isoSeconds(update.edited),
    item_id: update.item,
    item: () => {
      const item = boards.item(viewer.person, update.item);
      return item && itemShape(viewer, item);
    },
    replies: () => boards.repliesTo(update.id).map((reply) => updateShape(viewer, reply)),
  };
}
