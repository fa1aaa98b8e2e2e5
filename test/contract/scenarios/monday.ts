import { first, type Page, type Scenario } from './scenario';

/** A board from finding it to keeping it: read what was promised, plan, write, move, take away. */
export const monday: Scenario = async (call) => {
  await call('list_workspaces');
  await call('list_users', { name: 'priya' });
  const { items: users } = await call<Page>('list_users', { email: 'tomas@larkfield.example' });
  const owner = first(users, 'user').id;
  await call('list_boards', { limit: 1 });
  const { items: boards } = await call<Page>('list_boards');
  const board = first(boards, 'board of Brackwater', ({ name }) => name === 'Brackwater rollout').id;
  const other = first(boards, 'board of Alder Farms', ({ name }) => name === 'Alder Farms renewal').id;
  const { groups } = await call<{ groups: { id: string }[] }>('get_board', { board_id: board });
  const target = await call<{ groups: { id: string }[] }>('get_board', { board_id: other });

  const page = await call<Page>('list_items', { board_id: board, limit: 2 });
  await call('list_items', { board_id: board, limit: 2, cursor: page.nextCursor });
  await call('list_items', { board_id: board, group_id: groups[0]?.id, name_contains: 'firmware' });
  await call('list_items', { board_id: board, column_id: 'status', values: ['Stuck'] });
  const { items: found } = await call<Page>('search_items', { query: 'firmware' });
  const firmware = first(found, 'item about the firmware').id;
  await call('get_item', { item_id: firmware });
  const { items: updates } = await call<Page>('list_updates', { item_id: firmware });
  const update = first(updates, 'update').id;
  await call('add_update', { item_id: firmware, text: 'Noted <b>&\nthanks', reply_to: update });

  const values = { status: { label: 'Working on it' }, date4: '2026-12-01', person: owner, numbers: '2.5' };
  const made = await call('create_item', {
    board_id: board,
    name: 'Call Ruth',
    group_id: groups[0]?.id,
    column_values: JSON.stringify(values),
  });
  await call('create_subitem', { parent_item_id: made.id, name: 'Find her number' });
  const changes = { status: 'Waiting', text: 'Q-2031', long_text: { text: 'Promised' } };
  await call('update_item', {
    board_id: board,
    item_id: made.id,
    name: 'Call Ruth back',
    column_values: JSON.stringify(changes),
    create_labels: true,
  });
  const written = await call('add_update', { item_id: made.id, text: 'Called.' });
  await call('update_update', { update_id: written.id, text: 'Called, no answer.' });
  await call('move_item', { item_id: made.id, group_id: groups[1]?.id });
  await call('move_item', { item_id: made.id, board_id: other, group_id: target.groups[0]?.id });
  await call('archive_item', { item_id: made.id });
  const unwanted = await call('create_item', { board_id: board, name: 'By mistake' });
  await call('delete_item', { item_id: unwanted.id });
};
