import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { getRecording } from './get-recording';

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

test('answers links to watch and to share, none to download', async () => {
  const { result, calls } = await runTool(zoom, getRecording, { meeting_id: '/2Kq7dlDQ//mVb3xQ0c9AA==' }, [
    { body: recording },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/meetings/%252F2Kq7dlDQ%252F%252FmVb3xQ0c9AA%253D%253D/recordings",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "durationMinutes": 58,
      "files": [
        {
          "bytes": 76021760,
          "kind": "shared_screen_with_speaker_view",
          "playUrl": "https://zoom.us/rec/play/f1",
          "type": "MP4",
        },
        {
          "status": "processing",
          "type": "TIMELINE",
        },
      ],
      "meetingNumber": "87412345678",
      "passcode": "open sesame",
      "shareUrl": "https://zoom.us/rec/share/x",
      "startTime": "2026-11-15T14:01:00Z",
      "topic": "Review",
      "uuid": "/2Kq7dlDQ//mVb3xQ0c9AA==",
    }
  `);
});

test('says that a meeting was not recorded', async () => {
  const missing = { status: 404, body: { code: 3301, message: 'This recording does not exist.' } };
  await expect(runTool(zoom, getRecording, { meeting_id: '87412345678' }, [missing])).rejects.toMatchObject({
    kind: 'not_found',
    message: expect.stringContaining('That meeting has no cloud recording') as unknown,
  });
});
