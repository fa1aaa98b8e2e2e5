import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError, graphMessage } from '../fixtures/messages';
import { updateMessage } from './update-message';

test.each([
  [{ read: true }, { isRead: true }],
  [
    { read: false, flagged: true },
    { isRead: false, flag: { flagStatus: 'flagged' } },
  ],
  [
    { flagged: false, categories: [] },
    { flag: { flagStatus: 'notFlagged' }, categories: [] },
  ],
  [{ categories: ['Finance'] }, { categories: ['Finance'] }],
])('marks %j', async (marks, json) => {
  const args = { message_ids: ['AAkA-1', 'AAkA-2'], ...marks };
  const { result, calls } = await runTool(outlook, updateMessage, args, [{ body: graphMessage() }, { body: null }]);
  expect(calls).toEqual(['AAkA-1', 'AAkA-2'].map((id) => ({ method: 'PATCH', path: `/me/messages/${id}`, json })));
  expect(result).toEqual({ changed: 2 });
});

test('refuses to change nothing, and a category Outlook could not keep', async () => {
  await expect(runTool(outlook, updateMessage, { message_ids: ['AAkA-1'] }, [])).rejects.toMatchObject({
    message: 'Give at least one of read, flagged and categories.',
  });
  const args = { message_ids: ['AAkA-1'], categories: ['a;b'] };
  await expect(runTool(outlook, updateMessage, args, [])).rejects.toMatchObject({ kind: 'invalid_request' });
});

test('says that a message is gone', async () => {
  const args = { message_ids: ['AAkA-1'], read: true };
  const gone = graphError(404, 'ErrorItemNotFound');
  await expect(runTool(outlook, updateMessage, args, [gone])).rejects.toMatchObject({ kind: 'not_found' });
});
