import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { listMeetings } from './list-meetings';

const meetings = [
  {
    uuid: 'aDYlohsHRtCd4ii1uC2+hA==',
    id: 87412345678,
    host_id: 'abcD3ojfdbjfg',
    topic: 'Weekly\u202e',
    type: 8,
    start_time: '2026-11-23T09:00:00Z',
    duration: 30,
    timezone: 'Europe/Berlin',
    created_at: '2026-11-01T09:00:00Z',
    join_url: 'https://us02web.zoom.us/j/87412345678?pwd=x',
  },
  { uuid: 'bDYlohsHRtCd4ii1uC2+hA==', id: '87412345679', type: 3 },
];

test('lists what is coming', async () => {
  const { result, calls } = await runTool(zoom, listMeetings, {}, [
    { body: { page_size: 25, next_page_token: 'tok', meetings } },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/users/me/meetings",
        "query": {
          "from": undefined,
          "next_page_token": undefined,
          "page_size": 25,
          "to": undefined,
          "type": "upcoming",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "durationMinutes": 30,
          "id": "87412345678",
          "joinUrl": "https://us02web.zoom.us/j/87412345678?pwd=x",
          "kind": "repeating",
          "startTime": "2026-11-23T09:00:00Z",
          "timezone": "Europe/Berlin",
          "topic": "Weekly",
        },
        {
          "id": "87412345679",
          "kind": "repeating_no_fixed_time",
          "topic": "",
        },
      ],
      "nextCursor": "tok",
    }
  `);
});

test('lists what took place, with the uuid to go on with', async () => {
  const args = { type: 'previous', from: '2026-11-01', to: '2026-11-21', limit: 100, cursor: 'tok' };
  const { result, calls } = await runTool(zoom, listMeetings, args, [{ body: { next_page_token: '', meetings } }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/users/me/meetings",
        "query": {
          "from": "2026-11-01",
          "next_page_token": "tok",
          "page_size": 100,
          "to": "2026-11-21",
          "type": "previous_meetings",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "durationMinutes": 30,
          "id": "87412345678",
          "kind": "repeating",
          "startTime": "2026-11-23T09:00:00Z",
          "timezone": "Europe/Berlin",
          "topic": "Weekly",
          "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
        },
        {
          "id": "87412345679",
          "kind": "repeating_no_fixed_time",
          "topic": "",
          "uuid": "bDYlohsHRtCd4ii1uC2+hA==",
        },
      ],
    }
  `);
});

test.each([
  [{ type: 'past' }, 'type: '],
  [{ from: '2026-02-30' }, 'from: must be a day such as 2026-11-21'],
  [{ from: '2026-11-22', to: '2026-11-21' }, 'from (2026-11-22) lies after to (2026-11-21).'],
  [{ limit: 101 }, 'limit: '],
])('refuses %j', async (args, message) => {
  await expect(runTool(zoom, listMeetings, args, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining(message) as unknown,
  });
});

test('says how to go on when the cursor is too old', async () => {
  const old = { status: 400, body: { code: 300, message: 'The next page token is invalid or expired.' } };
  await expect(runTool(zoom, listMeetings, { cursor: 'old' }, [old])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringMatching(/^cursor: .*15 minutes.*Leave it out/) as unknown,
  });
});

test('does not take another shape for an empty list', async () => {
  await expect(runTool(zoom, listMeetings, {}, [{ body: { records: [] } }])).rejects.toMatchObject({
    kind: 'invalid_response',
  });
});
