import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { createMeeting } from './create-meeting';

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

test('schedules a meeting and answers its link', async () => {
  const args = {
    topic: ' Review ',
    start_time: '2026-12-01T09:00:00+01:00',
    duration_minutes: 45,
    timezone: 'Europe/Berlin',
    agenda: 'Numbers',
    passcode: 'abc123',
    waiting_room: false,
    join_before_host: true,
    auto_recording: 'cloud',
    auto_summary: true,
  };
  const { result, calls } = await runTool(zoom, createMeeting, args, [{ status: 201, body: saved }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "json": {
          "agenda": "Numbers",
          "duration": 45,
          "password": "abc123",
          "settings": {
            "auto_recording": "cloud",
            "auto_start_meeting_summary": true,
            "join_before_host": true,
            "waiting_room": false,
          },
          "start_time": "2026-12-01T08:00:00Z",
          "timezone": "Europe/Berlin",
          "topic": "Review",
          "type": 2,
        },
        "method": "POST",
        "path": "/users/me/meetings",
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

const sent = async (args: object) =>
  (await runTool(zoom, createMeeting, { topic: 'x', ...args }, [{ status: 201, body: saved }])).calls[0]?.json;

test('opens a meeting at once where no time is given', async () => {
  expect(await sent({})).toEqual({ topic: 'x', type: 1 });
});

test.each([
  ['2026-12-01T09:00', { timezone: 'America/New_York' }, '2026-12-01T09:00:00'],
  ['2026-12-01T09:00:30', { timezone: 'America/New_York' }, '2026-12-01T09:00:30'],
  ['2026-12-01T09:00Z', {}, '2026-12-01T09:00:00Z'],
  ['2026-12-01T23:30:00-05:00', { timezone: 'America/New_York' }, '2026-12-02T04:30:00Z'],
])('sends the time %s as Zoom reads it', async (start, more, expected) => {
  expect(await sent({ start_time: start, ...more })).toMatchObject({ type: 2, start_time: expected, ...more });
});

test.each([
  ['daily', '2026-12-01T09:00', { type: 1, repeat_interval: 1, end_times: 10 }],
  ['weekdays', '2026-12-01T09:00', { type: 2, repeat_interval: 1, weekly_days: '2,3,4,5,6', end_times: 10 }],
  ['weekly', '2026-12-01T09:00', { type: 2, repeat_interval: 1, weekly_days: '3', end_times: 10 }],
  ['biweekly', '2026-12-06T09:00', { type: 2, repeat_interval: 2, weekly_days: '1', end_times: 10 }],
  ['monthly', '2026-12-31T09:00', { type: 3, repeat_interval: 1, monthly_day: 31, end_times: 10 }],
  // 23:30 in UTC is the next day in Berlin.
  ['weekly', '2026-12-01T23:30Z', { type: 2, repeat_interval: 1, weekly_days: '4', end_times: 10 }],
])('repeats %s from %s', async (repeat, start, recurrence) => {
  const args = { start_time: start, timezone: 'Europe/Berlin', repeat };
  expect(await sent(args)).toMatchObject({ type: 8, recurrence });
});

test.each([
  [{}, 'topic: '],
  [{ topic: 'x'.repeat(201) }, 'topic: '],
  [
    { topic: 'x', start_time: '2026-12-01T09:00:00' },
    'start_time has no offset: add one, such as +01:00 or Z, or give timezone.',
  ],
  [{ topic: 'x', start_time: 'tomorrow' }, 'start_time: must be ISO 8601'],
  [{ topic: 'x', start_time: '2026-02-30T09:00Z' }, 'start_time: must be ISO 8601'],
  [{ topic: 'x', start_time: '2026-02-01T25:00Z' }, 'start_time: must be ISO 8601'],
  [{ topic: 'x', timezone: 'Berlin' }, 'timezone: must be an IANA name'],
  [{ topic: 'x', passcode: 'a b' }, 'passcode: must be 1 to 10'],
  [{ topic: 'x', duration_minutes: 1441 }, 'duration_minutes: '],
  [{ topic: 'x', repeat: 'daily' }, 'repeat: give start_time and timezone too.'],
  [{ topic: 'x', repeat: 'daily', start_time: '2026-12-01T09:00Z' }, 'repeat: give start_time and timezone too.'],
  [{ topic: 'x', host_id: 'y' }, 'Unknown argument host_id.'],
])('refuses %j', async (args, message) => {
  await expect(runTool(zoom, createMeeting, args, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining(message) as unknown,
  });
});

test('says when the hundred changes of a day are used up', async () => {
  const limited = {
    status: 429,
    headers: { 'x-ratelimit-type': 'Daily-limit', 'retry-after': '2026-11-22T00:00:00Z' },
    body: { code: 429, message: 'You have reached the maximum daily rate limit.' },
  };
  await expect(runTool(zoom, createMeeting, { topic: 'x' }, [limited])).rejects.toMatchObject({
    kind: 'quota_exceeded',
    retryAt: Date.parse('2026-11-22T00:00:00Z'),
  });
});
