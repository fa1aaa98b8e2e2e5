import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError, graphMessage } from '../fixtures/messages';
import { createDraft } from './create-draft';

const saved = { status: 201, body: graphMessage({ isDraft: true, subject: '', toRecipients: [] }) };

test('saves a draft, also without recipient and subject, and sends nothing', async () => {
  const { result, calls } = await runTool(outlook, createDraft, { body: 'To be continued' }, [saved]);
  expect(calls).toEqual([
    {
      method: 'POST',
      path: '/me/messages',
      json: { body: { contentType: 'text', content: 'To be continued' } },
    },
  ]);
  expect(result).toEqual({ id: saved.body.id, subject: '', to: [] });
});

test('saves a reply in its conversation', async () => {
  const args = { to: ['ruth@example.com'], body: 'Yes.', reply_to_message_id: 'AAkA-first' };
  const { calls } = await runTool(outlook, createDraft, args, [saved]);
  expect(calls).toMatchObject([
    {
      path: '/me/messages/AAkA-first/createReply',
      json: { message: { toRecipients: [{ emailAddress: { address: 'ruth@example.com' } }] } },
    },
  ]);
});

test('saves nothing where there is nothing to reply to', async () => {
  const args = { body: 'x', reply_to_message_id: 'AAkA-first' };
  const gone = graphError(404, 'ErrorItemNotFound');
  await expect(runTool(outlook, createDraft, args, [gone])).rejects.toMatchObject({ kind: 'not_found' });
});
