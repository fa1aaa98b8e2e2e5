import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { updateMeeting } from './update-meeting';

const saved = {
  uuid: 'aDYlohsHRtCd4ii1uC2+hA==',
  id: 87412345678,
  topic: 'Review',
  type: 2,
  start_time: '2026-12-01T08:00:00Z',
  duration: 45,
  timezone: 'Europe/Berlin',
  start_url: 'https://us02web.zoom.us/s/87412345678?zak=secret',
  join_url: 'https://us02web.zoom.us/j/87412345678?pwd=x',
  password: 'abc123',
  settings: { waiting_room: false, auto_recording: 'cloud' },
};

test('changes what is given and reads back what Zoom made of it', async () => {
  const args = {
    meeting_id: '87412345678',
    topic: 'Review',
    start_time: '2026-12-01T09:00',
    timezone: 'Europe/Berlin',
    waiting_room: false,
  };
  const { result, calls } = await runTool(zoom, updateMeeting, args, [{ status: 204, body: null }, { body: saved }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "json": {
          "settings": {
            "waiting_room": false,
          },
          "start_time": "2026-12-01T09:00:00",
          "timezone": "Europe/Berlin",
          "topic": "Review",
        },
        "method": "PATCH",
        "path": "/meetings/87412345678",
        "query": {
          "occurrence_id": undefined,
        },
      },
      {
        "method": "GET",
        "path": "/meetings/87412345678",
        "query": {
          "occurrence_id": undefined,
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "durationMinutes": 45,
      "id": "87412345678",
      "joinUrl": "https://us02web.zoom.us/j/87412345678?pwd=x",
      "passcode": "abc123",
      "startTime": "2026-12-01T08:00:00Z",
      "switchedOn": [
        "cloud_recording",
      ],
      "topic": "Review",
    }
  `);
});

test('changes one date of a repeating meeting', async () => {
  const args = { meeting_id: '87412345678', occurrence_id: '1795424400000', duration_minutes: 15 };
  const { calls } = await runTool(zoom, updateMeeting, args, [{ status: 204, body: null }, { body: saved }]);
  expect(calls).toEqual([
    {
      method: 'PATCH',
      path: '/meetings/87412345678',
      query: { occurrence_id: '1795424400000' },
      json: { duration: 15 },
    },
    { method: 'GET', path: '/meetings/87412345678', query: { occurrence_id: '1795424400000' } },
  ]);
});

test.each([
  [{ meeting_id: '87412345678' }, 'Give at least one thing to change.'],
  [{ meeting_id: '87412345678', occurrence_id: 'x', topic: 'y' }, 'occurrence_id: must be an occurrence id'],
  [{ topic: 'y' }, 'meeting_id: '],
])('refuses %j', async (args, message) => {
  await expect(runTool(zoom, updateMeeting, args, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining(message) as unknown,
  });
});

test('names the field Zoom refused', async () => {
  const refused = {
    status: 400,
    body: { code: 300, message: 'Validation Failed.', errors: [{ field: 'start_time', message: 'Invalid field.' }] },
  };
  await expect(
    runTool(zoom, updateMeeting, { meeting_id: '87412345678', topic: 'y' }, [refused]),
  ).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'Zoom refused start_time. Check the value and try again.',
  });
});
