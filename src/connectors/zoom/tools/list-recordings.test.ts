import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { listRecordings } from './list-recordings';

const recording = {
  uuid: '/2Kq7dlDQ//mVb3xQ0c9AA==',
  id: 87412345678,
  account_id: 'acc',
  host_id: 'abcD3ojfdbjfg',
  topic: 'Review',
  type: 2,
  start_time: '2026-11-15T14:01:00Z',
  duration: 58,
  total_size: 2029,
  recording_count: 2,
  share_url: 'https://zoom.us/rec/share/x',
  password: 'open sesame',
  recording_files: [
    {
      id: 'f1',
      file_type: 'MP4',
      file_extension: 'MP4',
      file_size: 76021760,
      recording_type: 'shared_screen_with_speaker_view',
      play_url: 'https://zoom.us/rec/play/f1',
      download_url: 'https://zoom.us/rec/download/f1',
      status: 'completed',
    },
    { file_type: 'TIMELINE', status: 'processing' },
  ],
};

test('lists the last month’s recordings with their files', async () => {
  const answer = { body: { from: '2026-10-21', to: '2026-11-21', next_page_token: '', meetings: [recording] } };
  const { result, calls } = await runTool(zoom, listRecordings, {}, [answer]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/users/me/recordings",
        "query": {
          "from": "2026-10-21",
          "meeting_id": undefined,
          "next_page_token": undefined,
          "page_size": 25,
          "to": "2026-11-21",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "durationMinutes": 58,
          "files": [
            {
              "bytes": 76021760,
              "kind": "shared_screen_with_speaker_view",
              "type": "MP4",
            },
            {
              "status": "processing",
              "type": "TIMELINE",
            },
          ],
          "meetingNumber": "87412345678",
          "shareUrl": "https://zoom.us/rec/share/x",
          "startTime": "2026-11-15T14:01:00Z",
          "topic": "Review",
          "uuid": "/2Kq7dlDQ//mVb3xQ0c9AA==",
        },
      ],
    }
  `);
});

test('takes a range, a meeting and a cursor', async () => {
  const args = { from: '2026-09-01', to: '2026-09-30', meeting_id: '87412345678', limit: 5, cursor: 'tok' };
  const { calls } = await runTool(zoom, listRecordings, args, [{ body: { next_page_token: 'next', meetings: [] } }]);
  expect(calls[0]?.query).toEqual({
    from: '2026-09-01',
    to: '2026-09-30',
    meeting_id: '87412345678',
    page_size: 5,
    next_page_token: 'tok',
  });
});

test('refuses more than a month, and says which day is the latest', async () => {
  await expect(runTool(zoom, listRecordings, { from: '2026-09-01', to: '2026-11-01' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message:
      'from and to may be one month apart at most: for 2026-09-01 the latest to is 2026-10-01. Ask month by month.',
  });
});
