import { expect, test } from 'vitest';
import { NOW } from '../../../test/support/tool';
import { SeneschalError } from '../../core/errors';
import { type PlatformCall } from '../../core/platform-call';
import { itemsResource } from './sync';

type Answer = Record<string, unknown> | SeneschalError;

const item = (id: string, updated: string, name = `Item ${id}`) => ({
  ...{
    id,
    name,
    state: 'active',
    url: `https://x.monday.com/${id}`,
    created_at: '2026-11-01T09:00:00Z',
    updated_at: updated,
  },
  group: { id: 'topics', title: 'Promises' },
  column_values: [{ id: 'person', type: 'people', text: 'Priya Raman, Jonas Weidmann', column: { title: 'Owner' } }],
  creator: { id: '5', name: 'Maren Holt', email: 'maren@larkfield.example' },
});

const SINCE = Date.parse('2026-10-01T00:00:00Z');

/** One page against recorded answers; what was asked comes back as names and variables. */
async function page(answers: Answer[], cursor?: string, now = NOW) {
  const asked: { name: string; variables: Record<string, unknown> }[] = [];
  const request = async ({ json }: PlatformCall) => {
    const { query, variables } = json as { query: string; variables: Record<string, unknown> };
    asked.push({ name: /^\w+ (\w+)/.exec(query)?.[1] ?? '', variables });
    const answer = answers.shift();
    if (answer === undefined) throw new Error('no answer was recorded');
    if (answer instanceof SeneschalError) throw answer;
    return { status: 200, headers: {}, body: { data: answer } };
  };
  const context = { now, since: SINCE, account: { id: '1:5', label: 'Maren' }, memo: new Map<string, string>() };
  return { ...(await itemsResource.page({ request }, cursor, context)), asked };
}

const boards = (...ids: string[]) => ({ boards: ids.map((id) => ({ id, name: `Board ${id}`, type: 'board' })) });
const items = (id: string, list: unknown[], cursor: string | null = null, logs: unknown[] = []) => ({
  boards: [{ id, name: `Board ${id}`, activity_logs: logs, items_page: { cursor, items: list } }],
});
const updates = (...list: unknown[]) => ({ updates: list });

test('reads boards, items and updates, and says where they are', async () => {
  const update = {
    ...{
      id: '71',
      text_body: 'Moved',
      body: '<p>Moved</p>',
      created_at: '2026-11-20T09:00:00Z',
      edited_at: '2026-11-20T09:00:00Z',
    },
    creator: { id: '6', name: 'Priya Raman', email: 'priya@larkfield.example' },
    item: { id: '9001', name: 'Firmware', url: 'https://x.monday.com/9001', board: { id: '11', name: 'Rollout' } },
    replies: [],
  };
  const first = await page([
    boards('11'),
    items('11', [item('9001', '2026-11-20T09:00:00Z', 'Firmware')]),
    updates(update),
  ]);
  expect(first.done).toBe(true);
  expect(first.records).toEqual([
    {
      kind: 'item',
      externalId: 'item:9001',
      at: Date.parse('2026-11-01T09:00:00Z'),
      updatedAt: Date.parse('2026-11-20T09:00:00Z'),
      title: 'Firmware',
      text: 'Group: Promises\nOwner: Priya Raman, Jonas Weidmann',
      people: ['Maren Holt <maren@larkfield.example>', 'Priya Raman', 'Jonas Weidmann'],
      url: 'https://x.monday.com/9001',
      container: { id: '11', name: 'Board 11' },
      ids: { item_id: '9001', board_id: '11' },
    },
    {
      kind: 'message',
      externalId: 'update:71',
      at: Date.parse('2026-11-20T09:00:00Z'),
      updatedAt: Date.parse('2026-11-20T09:00:00Z'),
      title: 'Priya Raman on Firmware',
      text: 'Moved',
      people: ['Priya Raman <priya@larkfield.example>'],
      url: 'https://x.monday.com/9001',
      container: { id: '11', name: 'Rollout' },
      ids: { item_id: '9001', update_id: '71' },
    },
  ]);
});

test('the next pass keeps what changed since, drops what was deleted, and boards that are gone', async () => {
  const { cursor } = await page([boards('11', '12'), { boards: [] }, updates()]);
  const later = NOW + 3_600_000;
  const log = { event: 'delete_pulse', data: JSON.stringify({ pulse_id: 9003 }) };
  const odd = [
    { event: 'update_name', data: '{"pulse_id":1}' },
    { event: 'delete_pulse', data: 'not JSON' },
  ];
  const changed = item('9001', new Date(later - 60_000).toISOString());
  const answers = [
    boards('11'),
    items('11', [changed, item('9002', '2026-11-01T09:00:00Z')], 'more', [log, ...odd]),
    updates(),
  ];
  const second = await page(answers, cursor, later);
  expect(second.records.map(({ externalId }) => externalId)).toEqual(['item:9001']);
  expect(second.gone).toEqual(['item:9003']);
  expect(second.goneContainers).toEqual(['12']);
  expect(second.asked.map(({ name }) => name)).toEqual(['SyncBoards', 'SyncItems', 'SyncUpdates']);
});

test('a cursor that died is no end: the board is read once more', async () => {
  const full = items('11', [item('9001', '2026-11-20T09:00:00Z')], 'dead');
  const died = new SeneschalError('invalid_request', 'cursor');
  const first = await page([boards('11'), full, died, items('11', [item('9001', '2026-11-20T09:00:00Z')])]);
  expect(first.asked.map(({ name }) => name)).toEqual(['SyncBoards', 'SyncItems', 'SyncMoreItems', 'SyncItems']);
  expect(first.done).toBe(false);
  const rest = await page([updates()], first.cursor);
  expect(rest.done).toBe(true);
});

test('trouble at the platform stops the page, and nothing partial is kept', async () => {
  const broken = new SeneschalError('provider_unavailable', 'down');
  await expect(page([boards('11'), broken])).rejects.toMatchObject({ kind: 'provider_unavailable' });
});
