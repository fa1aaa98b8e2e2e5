import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { gmailMessage, googleError } from '../fixtures/messages';
import { trashMessage } from './trash-message';

const ID = '18c2f0a1b2c3d4e5';

test('moves one message', async () => {
  const { result, calls } = await runTool(gmail, trashMessage, { message_id: ID }, [
    { body: { id: ID, threadId: 't1', labelIds: [] } },
  ]);
  expect(calls).toEqual([{ method: 'POST', path: `/messages/${ID}/trash` }]);
  expect(result).toEqual({ threadId: 't1', messageIds: [ID] });
});

test('moves the whole thread a message is in', async () => {
  const { result, calls } = await runTool(gmail, trashMessage, { message_id: ID, whole_thread: true }, [
    { body: gmailMessage({}, {}, { threadId: 't1' }) },
    { body: { id: 't1', messages: [{ id: 'm1' }, { id: ID }] } },
  ]);
  expect(calls).toEqual([
    { method: 'GET', path: `/messages/${ID}`, query: { format: 'minimal' } },
    { method: 'POST', path: '/threads/t1/trash' },
  ]);
  expect(result).toEqual({ threadId: 't1', messageIds: ['m1', ID] });
});

test('says that there is no such message', async () => {
  const gone = googleError(404, 'notFound', 'Requested entity was not found.');
  await expect(runTool(gmail, trashMessage, { message_id: ID }, [gone])).rejects.toMatchObject({ kind: 'not_found' });
});
