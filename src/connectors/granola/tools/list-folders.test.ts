import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { granola } from '..';
import { listFolders } from './list-folders';

const body = {
  folders: [
    { id: 'fol_1', object: 'folder', name: 'Customers' },
    { id: 'fol_2', name: null },
  ],
};

test('lists folders', async () => {
  const { result, calls } = await runTool(granola, listFolders, {}, [{ body }]);
  expect(calls).toEqual([{ method: 'GET', path: '/folders' }]);
  expect(result).toEqual({
    items: [
      { id: 'fol_1', name: 'Customers' },
      { id: 'fol_2', name: '' },
    ],
  });
});

test('goes on where the last answer ended', async () => {
  const first = await runTool(granola, listFolders, { limit: 1 }, [{ body }]);
  expect(first.result).toMatchObject({ items: [{ id: 'fol_1' }], nextCursor: '1' });
  const { result } = await runTool(granola, listFolders, { limit: 1, cursor: '1' }, [{ body }]);
  expect(result).toEqual({ items: [{ id: 'fol_2', name: '' }] });
});

test('refuses a cursor of another list', async () => {
  await expect(runTool(granola, listFolders, { cursor: 'c1' }, [])).rejects.toMatchObject({ kind: 'invalid_request' });
});
