import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { granola } from '..';
import { getNote } from './get-note';

test('reads the summary as Markdown where there is one', async () => {
  const body = {
    id: 'not_1d3tmYTlCICgjy',
    title: 'Rollout review',
    created_at: '2026-11-15T10:00:00Z',
    updated_at: '2026-11-15T11:00:00Z',
    calendar_event: { scheduled_start_time: '2026-11-15T09:55:00Z', scheduled_end_time: '2026-11-15T10:55:00Z' },
    summary_text: 'plain',
    summary_markdown: '### Promised\n\n- A fix',
    transcript: null,
  };
  const { result, calls } = await runTool(granola, getNote, { note_id: 'not_1d3tmYTlCICgjy' }, [{ body }]);
  expect(calls).toEqual([{ method: 'GET', path: '/notes/not_1d3tmYTlCICgjy' }]);
  expect(result).toEqual({
    id: 'not_1d3tmYTlCICgjy',
    title: 'Rollout review',
    createdAt: '2026-11-15T10:00:00Z',
    updatedAt: '2026-11-15T11:00:00Z',
    startTime: '2026-11-15T09:55:00Z',
    endTime: '2026-11-15T10:55:00Z',
    summary: '### Promised\n\n- A fix',
  });
});

test('a note that is not there, and one not summarised yet, are told alike', async () => {
  const missing = runTool(granola, getNote, { note_id: 'not_1d3tmYTlCICgjy' }, [{ status: 404, body: {} }]);
  await expect(missing).rejects.toMatchObject({
    kind: 'not_found',
    message: expect.stringContaining('not summarised it yet') as string,
  });
});

test('an answer of another shape is nobody’s note', async () => {
  const odd = runTool(granola, getNote, { note_id: 'not_1d3tmYTlCICgjy' }, [{ body: { note: {} } }]);
  await expect(odd).rejects.toMatchObject({ kind: 'invalid_response' });
});

test('refuses what is no id of a note', async () => {
  await expect(runTool(granola, getNote, { note_id: 'not_../x' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
  });
});
