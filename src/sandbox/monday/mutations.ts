import { fieldError, noBoard, noItem } from './failure';
import { type Change, readValues } from './columns';
import { type StoredBoard, type StoredItem, type StoredUpdate } from './model';
import { itemShape, updateShape, type Viewer } from './shapes';
import { greet } from './webhook';

const LONGEST_NAME = 255;

/** What can be changed: the fields of `Mutation`. */
export function mutations(viewer: Viewer) {
  const { boards, person } = viewer;
  const now = () => boards.sandbox.now();
  const boardOf = (id: string): StoredBoard => {
    const board = boards.board(person, id);
    if (!board) throw noBoard();
    return board;
  };
  const itemOf = (id: string | undefined): StoredItem => {
    const item = boards.item(person, id ?? '');
    if (!item) throw noItem();
    return item;
  };
  const saved = (item: StoredItem, event: string) => {
    boards.log(person, item.board, event, {
      board_id: Number(item.board),
      pulse_id: Number(item.id),
      pulse_name: item.name,
    });
    return itemShape(viewer, boards.save({ ...item, updated: now() }));
  };
  const named = (name: string): string => {
    if (name.length > LONGEST_NAME) throw fieldError('ItemNameTooLongException', 200, 'the name is too long');
    return name;
  };
  const valuesOf = (board: StoredBoard, given: unknown, labels: boolean | undefined): Change => {
    if (given === undefined || given === null) return { values: {} };
    const change = readValues(board, given, labels ?? false);
    boards.boards.put('', board.id, board);
    return change;
  };
  const made = (
    board: StoredBoard,
    group: string,
    name: string,
    change: { values: Record<string, string> },
    parent?: string,
  ) => {
    const id = boards.newId('item');
    const item = {
      id,
      board: board.id,
      group,
      name: named(name),
      creator: person,
      created: now(),
      updated: now(),
    } as const;
    return saved(
      { ...item, state: 'active', values: change.values, ...(parent !== undefined && { parent }) },
      'create_pulse',
    );
  };
  const groupOf = (board: StoredBoard, id: string | undefined): string => {
    const group = id === undefined ? board.groups[0] : board.groups.find((one) => one.id === id);
    if (!group) throw fieldError('ResourceNotFoundException', 404, 'Group not found');
    return group.id;
  };
  return {
    create_item: (args: ItemArgs & { board_id: string; group_id?: string }) => {
      const board = boardOf(args.board_id);
      const change = valuesOf(board, args.column_values, args.create_labels_if_missing);
      return made(board, groupOf(board, args.group_id), args.item_name, change);
    },
    create_subitem: (args: ItemArgs & { parent_item_id: string }) => {
      const parent = itemOf(args.parent_item_id);
      const board = boardOf(boardOf(parent.board).subitems ?? '');
      const change = valuesOf(board, args.column_values, args.create_labels_if_missing);
      return made(board, groupOf(board, undefined), args.item_name, change, parent.id);
    },
    change_multiple_column_values: (args: ItemArgs & { board_id: string; item_id?: string }) => {
      const board = boardOf(args.board_id);
      const item = itemOf(args.item_id);
      if (item.board !== board.id) throw noItem();
      const { values, name = item.name } = valuesOf(board, args.column_values, args.create_labels_if_missing);
      return saved({ ...item, name: named(name), values: { ...item.values, ...values } }, 'update_column_value');
    },
    move_item_to_group: ({ item_id: id, group_id: group }: { item_id?: string; group_id: string }) => {
      const item = itemOf(id);
      return saved({ ...item, group: groupOf(boardOf(item.board), group) }, 'move_pulse_from_group');
    },
    move_item_to_board: (args: { item_id: string; board_id: string; group_id: string }) => {
      const [item, board] = [itemOf(args.item_id), boardOf(args.board_id)];
      boards.log(person, item.board, 'move_pulse_from_board', { pulse_id: Number(item.id) });
      return saved({ ...item, board: board.id, group: groupOf(board, args.group_id) }, 'move_pulse_into_board');
    },
    archive_item: ({ item_id: id }: { item_id?: string }) =>
      saved({ ...itemOf(id), state: 'archived' }, 'archive_pulse'),
    delete_item: ({ item_id: id }: { item_id?: string }) => saved({ ...itemOf(id), state: 'deleted' }, 'delete_pulse'),
    create_update: ({
      item_id: id,
      parent_id: parent,
      body,
    }: {
      item_id?: string;
      parent_id?: string;
      body: string;
    }) => {
      const item = itemOf(id);
      if (parent !== undefined && boards.updates.get('', parent)?.item !== item.id)
        throw fieldError('ResourceNotFoundException', 404, 'Update not found');
      const own = boards.newId('update');
      const update: StoredUpdate = {
        ...{ id: own, item: item.id, body, creator: person, created: now(), edited: now() },
        ...(parent !== undefined && { parent }),
      };
      boards.save({ ...item, updated: now() });
      return updateShape(viewer, boards.updates.put('', own, update));
    },
    edit_update: ({ id, body }: { id: string; body: string }) => {
      const update = boards.updates.get('', id);
      if (!update || !boards.item(person, update.item))
        throw fieldError('ResourceNotFoundException', 404, 'Update not found');
      if (update.creator !== person)
        throw fieldError('UserUnauthorizedException', 403, 'User unauthorized to perform action');
      return updateShape(viewer, boards.updates.put('', id, { ...update, body, edited: now() }));
    },
    create_webhook: async ({ board_id: board, event, url }: { board_id: string; event: string; url: string }) => {
      boardOf(board);
      if (!(await greet(boards.sandbox, url, person)))
        throw fieldError(
          'WebhookChallengeException',
          400,
          'Failed to verify the webhook url: it did not answer the challenge',
        );
      const id = boards.newId('webhook');
      boards.webhooks.put('', id, { id, board, event, url, person });
      return { id, board_id: board, event, config: null };
    },
    delete_webhook: ({ id }: { id: string }) => {
      const webhook = boards.webhooks.get('', id);
      if (webhook?.person !== person) throw fieldError('ResourceNotFoundException', 404, 'Webhook not found');
      boards.webhooks.delete('', id);
      return { id, board_id: webhook.board, event: webhook.event, config: null };
    },
    complexity: { after: 4_999_000, before: 5_000_000, query: 1_000, reset_in_x_seconds: 60 },
  };
}

interface ItemArgs {
  item_name: string;
  column_values?: unknown;
  create_labels_if_missing?: boolean;
}
