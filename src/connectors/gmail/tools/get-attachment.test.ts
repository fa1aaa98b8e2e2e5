import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { data, gmailMessage } from '../fixtures/messages';
import { type GmailPart } from '../message';
import { getAttachment } from './get-attachment';

const ID = '18c2f0a1b2c3d4e5';
const withFile = (file: Partial<GmailPart>) => ({
  body: gmailMessage(
    {},
    {
      mimeType: 'multipart/mixed',
      parts: [
        { partId: '0', mimeType: 'text/plain', filename: '', body: data('see attached') },
        {
          partId: '1',
          mimeType: 'text/csv',
          filename: 'figures.csv',
          headers: [],
          body: { attachmentId: 'ANGjdJ8', size: 24 },
          ...file,
        },
      ],
    },
  ),
});

test('reads a text as text', async () => {
  const { result, calls } = await runTool(gmail, getAttachment, { message_id: ID, attachment_id: '1' }, [
    withFile({}),
    { body: { attachmentId: 'x', ...data('month,café\n2026-11,12\n') } },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/messages/18c2f0a1b2c3d4e5",
        "query": {
          "format": "full",
        },
      },
      {
        "method": "GET",
        "path": "/messages/18c2f0a1b2c3d4e5/attachments/ANGjdJ8",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "bytes": 23,
      "content": "month,café
    2026-11,12
    ",
      "encoding": "text",
      "name": "figures.csv",
      "type": "text/csv",
    }
  `);
});

test('in the code it was written in, and in parts where it is long', async () => {
  const latin1 = {
    headers: [{ name: 'Content-Type', value: 'text/csv; charset=iso-8859-1' }],
    body: { size: 4, data: 'Y2Fm6Q' },
  };
  const { result } = await runTool(gmail, getAttachment, { message_id: ID, attachment_id: '1' }, [withFile(latin1)]);
  expect(result).toMatchObject({ encoding: 'text', content: 'café' });
  const long = withFile({ body: data(`${'x'.repeat(20_000)}end`) });
  const { result: first } = await runTool(gmail, getAttachment, { message_id: ID, attachment_id: '1' }, [long]);
  expect(first).toMatchObject({ nextStart: 20_000 });
  const { result: rest } = await runTool(
    gmail,
    getAttachment,
    { message_id: ID, attachment_id: '1', start_at: 20_000 },
    [long],
  );
  expect(rest).toMatchObject({ content: 'end' });
});

test('gives anything else as base64', async () => {
  const { result } = await runTool(gmail, getAttachment, { message_id: ID, attachment_id: '1' }, [
    withFile({ mimeType: 'image/png', filename: 'dot.png' }),
    { body: { size: 4, data: '_-79_A' } },
  ]);
  expect(result).toEqual({ name: 'dot.png', type: 'image/png', bytes: 4, encoding: 'base64', content: '/+79/A==' });
});

test('leaves what is too large to the person, before it is loaded', async () => {
  const large = withFile({ mimeType: 'application/pdf', body: { attachmentId: 'ANGjdJ8', size: 3_000_000 } });
  await expect(runTool(gmail, getAttachment, { message_id: ID, attachment_id: '1' }, [large])).rejects.toMatchObject({
    kind: 'invalid_request',
    message:
      'The attachment has 2,930 KiB; this tool reads up to 256 KiB. The person can open it in Gmail: https://mail.google.com/mail/?authuser=ada%40example.com#all/18c2f0a1b2c3d4e5',
  });
});

test('says that there is no such attachment', async () => {
  await expect(
    runTool(gmail, getAttachment, { message_id: ID, attachment_id: '7' }, [withFile({})]),
  ).rejects.toMatchObject({ kind: 'not_found' });
});
