import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { scheduleMessage } from './schedule-message';

const args = { channel: 'C024BE91L', text: 'Good morning', post_at: '2026-12-01T09:00:00+01:00' };

test('gives Slack the time in seconds', async () => {
  const answer = {
    body: { ok: true, channel: 'C024BE91L', scheduled_message_id: 'Q1298393284', post_at: '1796112000', message: {} },
  };
  const { result, calls } = await runTool(slack, scheduleMessage, { ...args, thread_ts: '1763709600.000100' }, [
    answer,
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "form": {
          "channel": "C024BE91L",
          "post_at": 1796112000,
          "text": "Good morning",
          "thread_ts": "1763709600.000100",
        },
        "method": "POST",
        "path": "/chat.scheduleMessage",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "channel": "C024BE91L",
      "id": "Q1298393284",
      "postAt": "2026-12-01T08:00:00.000Z",
    }
  `);
});

test('says that the time is past', async () => {
  const refused = { body: { ok: false, error: 'time_in_past' } };
  await expect(runTool(slack, scheduleMessage, args, [refused])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'post_at lies in the past. Give a time in the future.',
  });
});

test('refuses a time without its offset', async () => {
  await expect(runTool(slack, scheduleMessage, { ...args, post_at: '2026-12-01T09:00' }, [])).rejects.toMatchObject({
    message: expect.stringContaining('post_at: Invalid ISO datetime.') as string,
  });
});
