import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError } from '../fixtures/messages';
import { getAttachment } from './get-attachment';

const args = { message_id: 'AAkA-message', attachment_id: 'att-1' };
const file = (contentType: string, size: number, text = '') => ({
  body: {
    '@odata.type': '#microsoft.graph.fileAttachment',
    id: 'att-1',
    name: 'vlans.csv',
    contentType,
    size,
    contentBytes: btoa(text),
  },
});

test('reads text as text, in parts where it is long', async () => {
  const long = file('text/csv', 30_000, 'a'.repeat(20_000) + '\xe4');
  const { result, calls } = await runTool(outlook, getAttachment, args, [long, long]);
  expect(calls).toMatchObject([
    { path: '/me/messages/AAkA-message/attachments/att-1', query: { $select: 'id,name,contentType,size,isInline' } },
    { path: '/me/messages/AAkA-message/attachments/att-1' },
  ]);
  expect(result).toMatchObject({ name: 'vlans.csv', encoding: 'text', bytes: 20_001, nextStart: 20_000 });
  const rest = await runTool(outlook, getAttachment, { ...args, start_at: 20_000 }, [long, long]);
  expect(rest.result).toMatchObject({ content: 'ä' });
});

test('reads anything else as base64', async () => {
  const pdf = file('application/pdf', 4, '%PDF');
  const { result } = await runTool(outlook, getAttachment, args, [pdf, pdf]);
  expect(result).toEqual({
    name: 'vlans.csv',
    type: 'application/pdf',
    bytes: 4,
    encoding: 'base64',
    content: btoa('%PDF'),
  });
});

test('refuses what is too large before it is loaded, and what is no file', async () => {
  await expect(runTool(outlook, getAttachment, args, [file('image/png', 300_000)])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'The attachment has 293 KiB; this tool reads up to 256 KiB. The person can open it in Outlook.',
  });
  const item = { body: { '@odata.type': '#microsoft.graph.itemAttachment', id: 'att-1', name: 'Old mail', size: 9 } };
  await expect(runTool(outlook, getAttachment, args, [item])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining('no file') as unknown,
  });
});

test('says that there is none', async () => {
  const gone = graphError(404, 'ErrorItemNotFound');
  await expect(runTool(outlook, getAttachment, args, [gone])).rejects.toMatchObject({ kind: 'not_found' });
});
