import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { getMeeting } from './get-meeting';

test('maps a repeating meeting, without the link that makes host', async () => {
  const body = {
    uuid: 'aDYlohsHRtCd4ii1uC2+hA==',
    id: 87412345678,
    host_id: 'abcD3ojfdbjfg',
    host_email: 'ada@example.com',
    topic: 'Weekly',
    type: 8,
    status: 'waiting',
    start_time: '2026-11-23T09:00:00Z',
    duration: 30,
    timezone: 'Europe/Berlin',
    agenda: 'Numbers\u200b first',
    start_url: 'https://us02web.zoom.us/s/87412345678?zak=secret',
    join_url: 'https://us02web.zoom.us/j/87412345678?pwd=x',
    password: 'abc123',
    settings: {
      waiting_room: true,
      join_before_host: false,
      mute_upon_entry: true,
      auto_recording: 'cloud',
      auto_start_meeting_summary: true,
      alternative_hosts: 'bob@example.com; eve@example.com',
      meeting_invitees: [{ email: 'eve@example.com', internal_user: false }],
    },
    occurrences: [
      { occurrence_id: '1795424400000', start_time: '2026-11-23T09:00:00Z', duration: 30, status: 'deleted' },
      { occurrence_id: 1796029200000, start_time: '2026-11-30T09:00:00Z', duration: 45, status: 'available' },
    ],
  };
  const { result, calls } = await runTool(zoom, getMeeting, { meeting_id: '874 1234-5678' }, [{ body }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/meetings/87412345678",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "agenda": "Numbers first",
      "alternativeHosts": [
        "bob@example.com",
        "eve@example.com",
      ],
      "durationMinutes": 30,
      "host": "ada@example.com",
      "id": "87412345678",
      "invitees": [
        "eve@example.com",
      ],
      "joinUrl": "https://us02web.zoom.us/j/87412345678?pwd=x",
      "kind": "repeating",
      "occurrences": [
        {
          "durationMinutes": 45,
          "id": "1796029200000",
          "startTime": "2026-11-30T09:00:00Z",
        },
      ],
      "passcode": "abc123",
      "startTime": "2026-11-23T09:00:00Z",
      "status": "waiting",
      "switchedOn": [
        "waiting_room",
        "mute_upon_entry",
        "cloud_recording",
        "auto_summary",
      ],
      "timezone": "Europe/Berlin",
      "topic": "Weekly",
    }
  `);
});

test('says where ids come from when there is no such meeting', async () => {
  const missing = { status: 404, body: { code: 3001, message: 'Meeting does not exist: 87412345678.' } };
  await expect(runTool(zoom, getMeeting, { meeting_id: '87412345678' }, [missing])).rejects.toMatchObject({
    kind: 'not_found',
    message: expect.stringContaining('Take an id from list_meetings') as unknown,
  });
});

test.each(['', '12345678', '1234567890123', 'aDYlohsHRtCd4ii1uC2+hA==', '../users/me', '8741234567 8 '])(
  'refuses the id %j',
  async (id) => {
    await expect(runTool(zoom, getMeeting, { meeting_id: id }, [])).rejects.toMatchObject({
      kind: 'invalid_request',
      message: expect.stringContaining('meeting_id: must be a meeting number of 9 to 12 digits') as unknown,
    });
  },
);
