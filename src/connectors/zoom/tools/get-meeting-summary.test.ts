import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { zoom } from '..';
import { getMeetingSummary } from './get-meeting-summary';

const summary = {
  meeting_host_id: 'abcD3ojfdbjfg',
  meeting_host_email: 'ada@example.com',
  meeting_uuid: 'aDYlohsHRtCd4ii1uC2+hA==',
  meeting_id: 87412345678,
  meeting_topic: 'Review',
  meeting_start_time: '2026-11-15T14:01:00Z',
  summary_title: 'Meeting summary for Review',
  summary_overview: 'All went well.',
  summary_details: [{ label: 'Price', summary: '12% off\u200b.' }],
  next_steps: ['Ada sends the quote'],
  summary_content: '## Quick recap',
};

test('maps what AI Companion wrote', async () => {
  const { result, calls } = await runTool(zoom, getMeetingSummary, { meeting_id: 'aDYlohsHRtCd4ii1uC2+hA==' }, [
    { body: summary },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/meetings/aDYlohsHRtCd4ii1uC2%2BhA%3D%3D/meeting_summary",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "details": [
        {
          "label": "Price",
          "text": "12% off.",
        },
      ],
      "edited": false,
      "meetingNumber": "87412345678",
      "nextSteps": [
        "Ada sends the quote",
      ],
      "overview": "All went well.",
      "startTime": "2026-11-15T14:01:00Z",
      "topic": "Review",
      "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
    }
  `);
});

test('prefers what a person corrected, part by part', async () => {
  const edited = {
    ...summary,
    edited_summary: { summary_overview: 'Mostly well.', summary_details: 'Price: 10% off.', next_steps: [] },
  };
  const { result } = await runTool(zoom, getMeetingSummary, { meeting_id: '87412345678' }, [{ body: edited }]);
  expect(result).toMatchObject({
    overview: 'Mostly well.',
    details: [{ label: '', text: 'Price: 10% off.' }],
    nextSteps: ['Ada sends the quote'],
    edited: true,
  });
});

test('gives the whole text where Zoom sends nothing else', async () => {
  const { summary_overview: _, summary_details: __, next_steps: ___, ...bare } = summary;
  const { result } = await runTool(zoom, getMeetingSummary, { meeting_id: '87412345678' }, [{ body: bare }]);
  expect(result).toEqual({
    uuid: 'aDYlohsHRtCd4ii1uC2+hA==',
    meetingNumber: '87412345678',
    topic: 'Review',
    startTime: '2026-11-15T14:01:00Z',
    content: '## Quick recap',
    edited: false,
  });
});

test('says that there is none', async () => {
  const missing = { status: 404, body: { code: 3001, message: 'This meeting has no summary.' } };
  await expect(runTool(zoom, getMeetingSummary, { meeting_id: '87412345678' }, [missing])).rejects.toMatchObject({
    kind: 'not_found',
    message: expect.stringContaining('get_transcript') as unknown,
  });
});
