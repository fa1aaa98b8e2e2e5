import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { listPastInstances } from './list-past-instances';

const meetings = [
  { uuid: 'a1==', start_time: '2026-11-07T09:00:00Z' },
  { uuid: 'c3==', start_time: '2026-11-21T09:00:00Z' },
  { uuid: 'b2==', start_time: '2026-11-14T09:00:00Z' },
];

test('lists the latest first and goes on where it stopped', async () => {
  const { result, calls } = await runTool(zoom, listPastInstances, { meeting_id: '87412345678', limit: 2 }, [
    { body: { meetings } },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/past_meetings/87412345678/instances",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "startTime": "2026-11-21T09:00:00Z",
          "uuid": "c3==",
        },
        {
          "startTime": "2026-11-14T09:00:00Z",
          "uuid": "b2==",
        },
      ],
      "nextCursor": "2",
    }
  `);
  const rest = await runTool(zoom, listPastInstances, { meeting_id: '87412345678', limit: 2, cursor: '2' }, [
    { body: { meetings } },
  ]);
  expect(rest.result).toEqual({ items: [{ uuid: 'a1==', startTime: '2026-11-07T09:00:00Z' }] });
});

test('refuses a cursor it did not give', async () => {
  await expect(runTool(zoom, listPastInstances, { meeting_id: '87412345678', cursor: 'x' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'cursor: use the nextCursor of the previous answer.',
  });
});
