import { expect, test } from 'vitest';
import { type PlatformCall } from '../../core/platform-call';
import { notesResource } from './sync';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const context = {
  now: NOW,
  since: NOW - 30 * 86_400_000,
  account: { id: 'a', label: 'a' },
  memo: new Map<string, string>(),
};

const raw = {
  id: 'not_1',
  title: 'Rollout review',
  owner: { name: 'Ada', email: 'ada@example.com' },
  attendees: [{ name: 'Ada', email: 'ada@example.com' }, { email: 'bob@example.com' }],
  created_at: '2026-11-15T10:00:00Z',
  updated_at: '2026-11-15T11:00:00Z',
  calendar_event: { scheduled_start_time: '2026-11-15T09:55:00+00:00' },
  folder_membership: [{ id: 'fol_1', name: 'Customers' }],
  summary_markdown: '### Promised\n\n- A fix',
};

function platform(pages: unknown[]) {
  const queries: PlatformCall['query'][] = [];
  const request = async ({ query }: PlatformCall) => {
    queries.push(query);
    return { status: 200, headers: {}, body: pages[queries.length - 1] };
  };
  return { api: { request }, queries };
}

test('reads what changed, page by page, and begins the next time a little before the newest change', async () => {
  const { api, queries } = platform([
    { notes: [raw], hasMore: true, cursor: 'c1' },
    { notes: [{ ...raw, id: 'not_2', updated_at: '2026-11-20T08:00:00Z' }], hasMore: false, cursor: null },
    { notes: [], hasMore: false, cursor: null },
  ]);
  const first = await notesResource.page(api, undefined, context);
  expect(first).toMatchObject({ done: false });
  expect(first.records).toEqual([
    {
      kind: 'note',
      externalId: 'not_1',
      at: Date.parse('2026-11-15T09:55:00Z'),
      updatedAt: Date.parse('2026-11-15T11:00:00Z'),
      title: 'Rollout review',
      text: '### Promised\n\n- A fix',
      people: ['Ada <ada@example.com>', 'bob@example.com'],
      container: { id: 'fol_1', name: 'Customers' },
      ids: { note_id: 'not_1' },
    },
  ]);
  const second = await notesResource.page(api, first.cursor, context);
  expect(second).toMatchObject({ done: true, records: [{ externalId: 'not_2' }] });
  await notesResource.page(api, second.cursor, context);
  const since = new Date(context.since).toISOString();
  expect(queries).toEqual([
    { updated_after: since, page_size: 30 },
    { updated_after: since, page_size: 30, cursor: 'c1' },
    { updated_after: '2026-11-20T07:59:00.000Z', page_size: 30 },
  ]);
});

test('keeps a note of which Granola says little', async () => {
  const { api } = platform([{ notes: [{ id: 'not_3' }] }]);
  const { records } = await notesResource.page(api, undefined, context);
  expect(records).toEqual([
    {
      kind: 'note',
      externalId: 'not_3',
      at: 0,
      updatedAt: 0,
      title: 'Untitled note',
      text: '',
      people: [],
      ids: { note_id: 'not_3' },
    },
  ]);
});
