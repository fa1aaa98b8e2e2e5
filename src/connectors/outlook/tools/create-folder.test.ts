import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError } from '../fixtures/messages';
import { createFolder } from './create-folder';

const made = { status: 201, body: { id: 'AQMk-1', displayName: 'Acme', totalItemCount: 0, unreadItemCount: 0 } };

test.each([
  [{}, '/me/mailFolders'],
  [{ parent_id: 'inbox' }, '/me/mailFolders/inbox/childFolders'],
])('makes one: %j', async (where, path) => {
  const { result, calls } = await runTool(outlook, createFolder, { name: ' Acme ', ...where }, [made]);
  expect(calls).toEqual([{ method: 'POST', path, json: { displayName: 'Acme' } }]);
  expect(result).toEqual({ id: 'AQMk-1', name: 'Acme', messages: 0, unread: 0 });
});

test('says that the name is taken, and refuses one that is none', async () => {
  const taken = graphError(409, 'ErrorFolderExists');
  await expect(runTool(outlook, createFolder, { name: 'Acme' }, [taken])).rejects.toMatchObject({
    kind: 'conflict',
    message: 'A folder of that name exists already. list_folders shows its id.',
  });
  for (const name of [' ', 'a\nb', 'x'.repeat(256)]) {
    await expect(runTool(outlook, createFolder, { name }, [])).rejects.toMatchObject({ kind: 'invalid_request' });
  }
});
