import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError } from '../fixtures/messages';
import { moveMessage } from './move-message';

const at = (id: string) => ({ status: 201, body: { id, parentFolderId: 'AQMk-archive' } });

test('moves each message once; the ids stay', async () => {
  const args = { message_ids: ['AAkA-1', 'AAkA-2', 'AAkA-1'], folder_id: 'archive' };
  const { result, calls } = await runTool(outlook, moveMessage, args, [at('AAkA-1'), at('AAkA-2')]);
  expect(calls).toEqual([
    { method: 'POST', path: '/me/messages/AAkA-1/move', json: { destinationId: 'archive' } },
    { method: 'POST', path: '/me/messages/AAkA-2/move', json: { destinationId: 'archive' } },
  ]);
  expect(result).toEqual({ messageIds: ['AAkA-1', 'AAkA-2'], folderId: 'AQMk-archive' });
});

test('says that the folder is not there, and refuses too many', async () => {
  const args = { message_ids: ['AAkA-1'], folder_id: 'AQMk-none' };
  const gone = graphError(404, 'ErrorFolderNotFound');
  await expect(runTool(outlook, moveMessage, args, [gone])).rejects.toMatchObject({ kind: 'not_found' });
  const many = { ...args, message_ids: Array.from({ length: 51 }, (_, index) => `AAkA-${index}`) };
  await expect(runTool(outlook, moveMessage, many, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringMatching(/^message_ids: .*50/) as unknown,
  });
});
