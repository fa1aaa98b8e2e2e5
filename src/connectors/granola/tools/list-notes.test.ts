import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { granola } from '..';
import { listNotes } from './list-notes';

const note = {
  id: 'not_1d3tmYTlCICgjy',
  object: 'note',
  title: 'Rollout\u202e review',
  owner: { name: 'Ada', email: 'ada@example.com' },
  created_at: '2026-11-15T10:00:00Z',
  calendar_event: { event_title: 'x', scheduled_start_time: '2026-11-15T09:55:00Z' },
  attendees: [{ name: 'Bob', email: 'bob@example.com' }],
  folder_membership: [{ id: 'fol_1', object: 'folder', name: 'Customers' }],
  summary_text: 'not for lists',
};

test('lists heads, at most thirty at once, and keeps the cursor', async () => {
  const answer = { body: { notes: [note, { id: 'not_2' }], hasMore: true, cursor: 'c30' } };
  const { result, calls } = await runTool(granola, listNotes, { created_after: '2026-11-01', limit: 100 }, [answer]);
  expect(calls).toEqual([{ method: 'GET', path: '/notes', query: { created_after: '2026-11-01', page_size: 30 } }]);
  expect(result).toEqual({
    items: [
      {
        id: 'not_1d3tmYTlCICgjy',
        title: 'Rollout review',
        owner: 'Ada <ada@example.com>',
        createdAt: '2026-11-15T10:00:00Z',
        startTime: '2026-11-15T09:55:00Z',
        attendees: ['Bob <bob@example.com>'],
        folders: ['Customers'],
      },
      { id: 'not_2', title: 'Untitled note' },
    ],
    nextCursor: 'c30',
  });
});

test('passes a refusal on', async () => {
  await expect(runTool(granola, listNotes, {}, [{ status: 403, body: {} }])).rejects.toMatchObject({
    kind: 'insufficient_scope',
  });
});

test.each([{ created_after: 'yesterday' }, { created_before: '2026-13-01' }, { folder_id: '../notes' }])(
  'refuses %o before anything is asked',
  async (args) => {
    await expect(runTool(granola, listNotes, args, [])).rejects.toMatchObject({ kind: 'invalid_request' });
  },
);
