import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { accepted, graphError, graphMessage } from '../fixtures/messages';
import { sendDraftTool } from './send-draft';

const draft = graphMessage({ isDraft: true });
const { id } = draft;

test('sends it as it is', async () => {
  const { result, calls } = await runTool(outlook, sendDraftTool, { message_id: id }, [{ body: draft }, accepted]);
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `GET /me/messages/${id}`,
    `POST /me/messages/${id}/send`,
  ]);
  expect(result).toMatchObject({ id, subject: 'Plan' });
});

test('sends nothing twice, and nothing that has no recipient', async () => {
  await expect(runTool(outlook, sendDraftTool, { message_id: id }, [{ body: graphMessage() }])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'message_id: that message is no draft; it was sent already.',
  });
  const answers = [{ body: draft }, graphError(400, 'ErrorInvalidRecipients')];
  await expect(runTool(outlook, sendDraftTool, { message_id: id }, answers)).rejects.toMatchObject({
    kind: 'invalid_request',
  });
});
