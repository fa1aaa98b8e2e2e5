import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { getPastMeeting } from './get-past-meeting';

test('finds a meeting by an awkward uuid', async () => {
  const body = {
    uuid: '/2Kq7dlDQ//mVb3xQ0c9AA==',
    id: 87412345678,
    host_id: 'abcD3ojfdbjfg',
    type: 2,
    topic: 'Review',
    user_name: 'Ada\u200b Lovelace',
    user_email: 'ada@example.com',
    start_time: '2026-11-15T14:01:00Z',
    end_time: '2026-11-15T14:59:00Z',
    duration: 58,
    total_minutes: 348,
    participants_count: 6,
  };
  const { result, calls } = await runTool(zoom, getPastMeeting, { meeting_id: '/2Kq7dlDQ//mVb3xQ0c9AA==' }, [{ body }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/past_meetings/%252F2Kq7dlDQ%252F%252FmVb3xQ0c9AA%253D%253D",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "durationMinutes": 58,
      "endTime": "2026-11-15T14:59:00Z",
      "host": "Ada Lovelace",
      "hostEmail": "ada@example.com",
      "id": "87412345678",
      "participants": 6,
      "startTime": "2026-11-15T14:01:00Z",
      "topic": "Review",
      "uuid": "/2Kq7dlDQ//mVb3xQ0c9AA==",
    }
  `);
});

test.each([
  '',
  '=',
  '12345678',
  '/past==',
  'aDYlohsHRtCd4ii1uC2+hA',
  '../../users/me=',
  'aDYlohsHRtCd4ii1uC2+hA==?x=1',
])('refuses the id %j', async (id) => {
  await expect(runTool(zoom, getPastMeeting, { meeting_id: id }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining(
      'meeting_id: must be a meeting number of 9 to 12 digits, or a UUID that ends in =',
    ) as unknown,
  });
});

test('says how far back Zoom remembers', async () => {
  const old = { status: 400, body: { code: 12702, message: 'Can not access a meeting a year ago.' } };
  await expect(runTool(zoom, getPastMeeting, { meeting_id: '87412345678' }, [old])).rejects.toMatchObject({
    kind: 'not_found',
    message: 'Zoom shows past meetings of the last year only.',
  });
});
