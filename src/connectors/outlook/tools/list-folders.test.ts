import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError } from '../fixtures/messages';
import { listFolders } from './list-folders';

const inbox = { id: 'AQMk-1', displayName: 'Inbox', childFolderCount: 0, totalItemCount: 12, unreadItemCount: 3 };

test('lists those at the top, and those inside another', async () => {
  const value = [inbox, { ...inbox, id: 'AQMk-2', displayName: 'Customers', childFolderCount: 2 }];
  const link = 'https://graph.microsoft.com/v1.0/me/mailFolders?%24skip=2';
  const top = await runTool(outlook, listFolders, { limit: 2 }, [{ body: { value, '@odata.nextLink': link } }]);
  expect(top.calls).toMatchObject([{ path: '/me/mailFolders', query: { $top: 2 } }]);
  expect(top.result).toEqual({
    items: [
      { id: 'AQMk-1', name: 'Inbox', messages: 12, unread: 3 },
      { id: 'AQMk-2', name: 'Customers', messages: 12, unread: 3, folders: 2 },
    ],
    nextCursor: '%24skip=2',
  });
  const args = { parent_id: 'AQMk-2', cursor: '%24skip=2' };
  const inside = await runTool(outlook, listFolders, args, [{ body: { value: [] } }]);
  expect(inside.calls).toMatchObject([{ path: '/me/mailFolders/AQMk-2/childFolders', query: { $skip: '2' } }]);
  expect(inside.result).toEqual({ items: [] });
});

test('says that a folder is not there', async () => {
  const gone = graphError(404, 'ErrorItemNotFound');
  await expect(runTool(outlook, listFolders, { parent_id: 'AQMk-9' }, [gone])).rejects.toMatchObject({
    kind: 'not_found',
  });
});
