import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { granola } from '..';
import { getTranscript } from './get-transcript';

const ID = 'not_1d3tmYTlCICgjy';
const lines = ['One', 'Two', 'Three'].map((text, at) => ({
  speaker: { source: at === 0 ? 'microphone' : 'speaker' },
  text,
  start_time: `2026-11-15T10:00:0${at}Z`,
}));

test('reads what came with the note, from where the last answer ended', async () => {
  const body = { id: ID, transcript: lines };
  const first = await runTool(granola, getTranscript, { note_id: ID, limit: 2 }, [{ body }]);
  expect(first.calls[0]).toMatchObject({ path: `/notes/${ID}`, query: { include: 'transcript' } });
  expect(first.result).toEqual({
    items: [
      { source: 'microphone', at: '2026-11-15T10:00:00Z', text: 'One' },
      { source: 'speaker', at: '2026-11-15T10:00:01Z', text: 'Two' },
    ],
    nextCursor: 'at:2',
  });
  const { result } = await runTool(granola, getTranscript, { note_id: ID, limit: 2, cursor: 'at:2' }, [{ body }]);
  expect(result).toEqual({ items: [{ source: 'speaker', at: '2026-11-15T10:00:02Z', text: 'Three' }] });
});

test('reads a note that is too long page by page', async () => {
  const first = await runTool(granola, getTranscript, { note_id: ID, limit: 2 }, [
    { status: 413, body: {} },
    { body: { transcript: lines.slice(0, 2), hasMore: true, cursor: 'c2' } },
  ]);
  expect(first.calls[1]).toMatchObject({ path: `/notes/${ID}/transcript`, query: { page_size: 2 } });
  expect(first.result).toMatchObject({ nextCursor: 'page:c2' });
  const next = await runTool(granola, getTranscript, { note_id: ID, limit: 2, cursor: 'page:c2' }, [
    { body: { transcript: lines.slice(2) } },
  ]);
  expect(next.calls).toMatchObject([{ path: `/notes/${ID}/transcript`, query: { cursor: 'c2' } }]);
  expect(next.result).not.toHaveProperty('nextCursor');
});

test('refuses a cursor of another list, and passes other refusals on', async () => {
  await expect(runTool(granola, getTranscript, { note_id: ID, cursor: 'c30' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
  });
  await expect(runTool(granola, getTranscript, { note_id: ID }, [{ status: 404, body: {} }])).rejects.toMatchObject({
    kind: 'not_found',
  });
});
