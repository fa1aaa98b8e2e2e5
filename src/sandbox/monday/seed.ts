import { type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';
import { PROJECTS, type Project, type Task } from '../world/projects';
import { DAY, moment, withDays } from '../world/time';
import { boardIdOf, Boards, itemIdOf, type StoredColumn } from './model';

export const STATUSES = ['Not started', 'Working on it', 'Stuck', 'Done'];

export const COLUMNS: readonly StoredColumn[] = [
  { id: 'person', title: 'Owner', type: 'people' },
  { id: 'status', title: 'Status', type: 'status', labels: STATUSES },
  { id: 'date4', title: 'Due', type: 'date' },
  { id: 'numbers', title: 'Days of work', type: 'numbers' },
  { id: 'text', title: 'Reference', type: 'text' },
  { id: 'long_text', title: 'Promised', type: 'long_text' },
];
export const SUBITEM_COLUMNS: readonly StoredColumn[] = COLUMNS.slice(0, 2);

const groupId = (title: string): string => title.toLowerCase().replaceAll(' ', '_');

export function seedMonday(sandbox: Sandbox): void {
  const boards = new Boards(sandbox);
  for (const project of PROJECTS) seedBoard(boards, project);
}

function seedBoard(boards: Boards, project: Project): void {
  const { key, name, description, groups, owner, members, tasks } = project;
  const { anchor } = boards.sandbox;
  const common = { owner, updated: anchor - 30 * DAY, ...(members && { members }) };
  const [id, subitems] = [boardIdOf(key), boardIdOf(`${key}:subitems`)];
  boards.boards.put('', id, {
    ...common,
    ...{ id, name, description, type: 'board', subitems, columns: [...COLUMNS] },
    groups: groups.map((title) => ({ id: groupId(title), title })),
  });
  boards.boards.put('', subitems, {
    ...common,
    ...{
      id: subitems,
      name: `Subitems of ${name}`,
      description: '',
      type: 'sub_items_board',
      columns: [...SUBITEM_COLUMNS],
    },
    groups: [{ id: 'subitems', title: 'Subitems' }],
  });
  for (const task of tasks) seedItem(boards, task, id, subitems, owner);
}

function seedItem(boards: Boards, task: Task, board: string, subitems: string, creator: PersonKey): void {
  const { anchor } = boards.sandbox;
  const created = moment(anchor, task.made);
  const said = task.updates.flatMap(({ at, replies = [] }) => [at, ...replies.map((reply) => reply.at)]);
  const updated = Math.max(created, ...said.map((at) => moment(anchor, at)));
  const id = itemIdOf(task.key);
  const day = new Date(anchor + task.dueDay * DAY).toISOString().slice(0, 10);
  boards.save({
    ...{ id, board, group: groupId(task.group), name: task.name, creator, created, updated, state: 'active' },
    values: {
      ...{ person: task.owner, status: task.status, date4: day },
      ...(task.promised && { long_text: withDays(task.promised, anchor) }),
    },
  });
  for (const [index, { name, owner, status }] of (task.parts ?? []).entries()) {
    boards.save({
      ...{
        id: itemIdOf(`${task.key}:${index}`),
        board: subitems,
        group: 'subitems',
        name,
        parent: id,
        creator: task.owner,
      },
      ...{ created, updated, state: 'active', values: { person: owner, status } },
    });
  }
  for (const [index, update] of task.updates.entries()) {
    const own = itemIdOf(`${task.key}:update:${index}`);
    const said = [
      { ...update, id: own },
      ...(update.replies ?? []).map((reply, at) => ({ ...reply, id: itemIdOf(`${own}:${at}`) })),
    ];
    for (const { id: update, from, at, text } of said) {
      const moved = moment(anchor, at);
      boards.updates.put('', update, {
        ...{ id: update, item: id, creator: from, created: moved, edited: moved, body: withDays(text, anchor) },
        ...(update !== own && { parent: own }),
      });
    }
  }
}
