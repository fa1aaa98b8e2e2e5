import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { granola } from '..';
import { meetingMetrics } from './meeting-metrics';

test('counts the notes of the weeks asked for', async () => {
  const body = {
    notes: [{ id: 'not_1', created_at: '2026-11-16T10:00:00Z', attendees: [{ email: 'a@example.com' }] }],
  };
  const { result, calls } = await runTool(granola, meetingMetrics, { weeks: 2 }, [{ body }]);
  expect(calls).toMatchObject([{ path: '/notes', query: { created_after: '2026-11-07', page_size: 30 } }]);
  expect(result).toEqual({
    weeks: [{ week: '2026-11-16', meetings: 1, hours: 0.5, people: 1 }],
    meetings: 1,
    complete: true,
  });
});

test('passes an outage on', async () => {
  const down = runTool(granola, meetingMetrics, {}, [{ status: 503, body: '' }]);
  await expect(down).rejects.toMatchObject({ kind: 'provider_unavailable' });
});
