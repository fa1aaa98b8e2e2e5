import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { granola } from '..';
import { searchNotes } from './search-notes';

const notes = [
  { id: 'not_3', title: 'Weekly', created_at: '2026-11-18T10:00:00Z', summary_text: 'Nothing of it.' },
  {
    id: 'not_2',
    title: 'Alder renewal',
    created_at: '2026-11-15T10:00:00Z',
    summary_text: 'They renew once the Calibration is done.',
  },
  {
    id: 'not_1',
    title: 'Calibration',
    created_at: '2026-11-10T10:00:00Z',
    attendees: [{ email: 'sofia@alderfarms.example' }],
  },
];

test('finds every word in title, summary or people, and shows where', async () => {
  const { result, calls } = await runTool(granola, searchNotes, { query: 'alder  calibration' }, [
    { body: { notes: notes.slice(0, 1), hasMore: true, cursor: 'c1' } },
    { body: { notes: notes.slice(1), hasMore: false, cursor: null } },
  ]);
  expect(calls.map(({ query }) => query)).toEqual([{ page_size: 30 }, { page_size: 30, cursor: 'c1' }]);
  expect(result).toEqual({
    items: [
      {
        id: 'not_2',
        title: 'Alder renewal',
        createdAt: '2026-11-15T10:00:00Z',
        snippet: 'They renew once the Calibration is done.',
      },
      {
        id: 'not_1',
        title: 'Calibration',
        createdAt: '2026-11-10T10:00:00Z',
        attendees: ['sofia@alderfarms.example'],
      },
    ],
    searched: 3,
  });
});

test('goes on behind the last one shown', async () => {
  const all = { body: { notes, hasMore: false, cursor: null } };
  const { result } = await runTool(granola, searchNotes, { query: 'calibration', limit: 1 }, [all]);
  expect(result).toMatchObject({ items: [{ id: 'not_2' }], nextCursor: '2026-11-15T10:00:00Z' });
  const next = await runTool(granola, searchNotes, { query: 'calibration', cursor: '2026-11-15T10:00:00Z' }, [
    { body: { notes: notes.slice(2) } },
  ]);
  expect(next.calls[0]?.query).toMatchObject({ created_before: '2026-11-15T10:00:00Z' });
  expect(next.result).toMatchObject({ items: [{ id: 'not_1' }] });
  expect(next.result).not.toHaveProperty('nextCursor');
});

test('refuses a cursor of another list', async () => {
  await expect(runTool(granola, searchNotes, { query: 'x y', cursor: 'c30' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
  });
});
