import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { deleteMeeting } from './delete-meeting';

test('cancels one date and lets Zoom tell those who registered', async () => {
  const args = { meeting_id: '87412345678', occurrence_id: '1795424400000', notify: true };
  const { result, calls } = await runTool(zoom, deleteMeeting, args, [{ status: 204, body: null }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "DELETE",
        "path": "/meetings/87412345678",
        "query": {
          "cancel_meeting_reminder": true,
          "occurrence_id": "1795424400000",
          "schedule_for_reminder": true,
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "deleted": true,
      "id": "87412345678",
      "occurrenceId": "1795424400000",
    }
  `);
});

test('cancels a whole meeting quietly', async () => {
  const { result, calls } = await runTool(zoom, deleteMeeting, { meeting_id: '87412345678' }, [
    { status: 204, body: null },
  ]);
  expect(result).toEqual({ id: '87412345678', deleted: true });
  expect(calls[0]?.query).toEqual({
    occurrence_id: undefined,
    schedule_for_reminder: false,
    cancel_meeting_reminder: false,
  });
});

test('says why a running meeting stays', async () => {
  const running = {
    status: 400,
    body: { code: 3002, message: 'Sorry, you cannot delete this meeting since it is in progress.' },
  };
  await expect(runTool(zoom, deleteMeeting, { meeting_id: '87412345678' }, [running])).rejects.toMatchObject({
    kind: 'conflict',
    message: 'The meeting is in progress: it cannot be deleted now.',
  });
});
