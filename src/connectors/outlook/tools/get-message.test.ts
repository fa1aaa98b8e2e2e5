import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError, graphMessage, recipient } from '../fixtures/messages';
import { getMessage } from './get-message';

const { id } = graphMessage();

test('reads text and attachments, and leaves pictures of the text out', async () => {
  const raw = graphMessage({
    hasAttachments: true,
    body: { contentType: 'text', content: 'Dear Ada,\r\nhere it is.\r\n' },
    ccRecipients: [recipient('Ruth', 'ruth@example.com')],
    replyTo: [recipient('', 'desk@example.com')],
    webLink: 'https://outlook.office365.com/owa/?ItemID=x',
  });
  const value = [
    {
      '@odata.type': '#microsoft.graph.fileAttachment',
      id: 'att-1',
      name: 'plan.pdf',
      contentType: 'application/pdf',
      size: 900,
    },
    {
      '@odata.type': '#microsoft.graph.fileAttachment',
      id: 'att-2',
      name: 'logo.png',
      contentType: 'image/png',
      size: 9,
      isInline: true,
    },
    { '@odata.type': '#microsoft.graph.itemAttachment', id: 'att-3', name: 'Old mail', contentType: null, size: 80 },
  ];
  const { result, calls } = await runTool(outlook, getMessage, { message_id: id }, [
    { body: raw },
    { body: { value } },
  ]);
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `GET /me/messages/${id}`,
    `GET /me/messages/${id}/attachments`,
  ]);
  expect(result).toMatchInlineSnapshot(`
    {
      "at": "2026-11-20T08:15:00Z",
      "attachments": [
        {
          "bytes": 900,
          "id": "att-1",
          "name": "plan.pdf",
          "type": "application/pdf",
        },
        {
          "bytes": 80,
          "id": "att-3",
          "kind": "item",
          "name": "Old mail",
          "type": "application/octet-stream",
        },
      ],
      "cc": [
        "Ruth <ruth@example.com>",
      ],
      "from": "Ben Bloom <ben@example.com>",
      "id": "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A",
      "link": "https://outlook.office365.com/owa/?ItemID=x",
      "marks": [
        "attachments",
      ],
      "replyTo": [
        "desk@example.com",
      ],
      "subject": "Plan",
      "text": "Dear Ada,
    here it is.",
      "to": [
        "Ada Lovelace <ada@example.com>",
      ],
    }
  `);
});

test('continues a long text where it was cut', async () => {
  const raw = graphMessage({ body: { contentType: 'text', content: 'x'.repeat(20_000) + 'end' } });
  const first = await runTool(outlook, getMessage, { message_id: id }, [{ body: raw }]);
  expect(first.result).toMatchObject({ nextStart: 20_000 });
  const { result } = await runTool(outlook, getMessage, { message_id: id, start_at: 20_000 }, [{ body: raw }]);
  expect(result).toMatchObject({ text: 'end' });
  expect(result).not.toHaveProperty('nextStart');
});

test('says that there is no such message, and refuses an id of another shape', async () => {
  const gone = graphError(404, 'ErrorItemNotFound');
  await expect(runTool(outlook, getMessage, { message_id: id }, [gone])).rejects.toMatchObject({ kind: 'not_found' });
  await expect(runTool(outlook, getMessage, { message_id: 'a/../b' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringMatching(/^message_id: must be an id from search_messages/) as unknown,
  });
});
