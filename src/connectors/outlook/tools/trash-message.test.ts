import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError } from '../fixtures/messages';
import { trashMessage } from './trash-message';

test('moves to Deleted Items, whence it can come back', async () => {
  const answer = { status: 201, body: { id: 'AAkA-1', parentFolderId: 'AQMk-bin' } };
  const { result, calls } = await runTool(outlook, trashMessage, { message_ids: ['AAkA-1'] }, [answer]);
  expect(calls).toEqual([
    { method: 'POST', path: '/me/messages/AAkA-1/move', json: { destinationId: 'deleteditems' } },
  ]);
  expect(result).toEqual({ messageIds: ['AAkA-1'], folderId: 'AQMk-bin' });
});

test('says that a message is gone', async () => {
  const gone = graphError(404, 'ErrorItemNotFound');
  await expect(runTool(outlook, trashMessage, { message_ids: ['AAkA-1'] }, [gone])).rejects.toMatchObject({
    kind: 'not_found',
  });
});
