import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError, graphMessage } from '../fixtures/messages';
import { updateDraft } from './update-draft';

const draft = { body: graphMessage({ isDraft: true }) };
const { id } = draft.body;

test('replaces the text, and only what is given besides', async () => {
  const args = { message_id: id, body: 'Better' };
  const { result, calls } = await runTool(outlook, updateDraft, args, [draft, { body: null }, draft]);
  expect(calls[1]).toEqual({
    method: 'PATCH',
    path: `/me/messages/${id}`,
    json: { body: { contentType: 'text', content: 'Better' } },
  });
  expect(result).toMatchObject({ id, subject: 'Plan', to: ['Ada Lovelace <ada@example.com>'] });
});

test('does not touch what went out, nor what is not there', async () => {
  await expect(
    runTool(outlook, updateDraft, { message_id: id, body: 'x' }, [{ body: graphMessage() }]),
  ).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining('no draft') as unknown,
  });
  const gone = graphError(404, 'ErrorItemNotFound');
  await expect(runTool(outlook, updateDraft, { message_id: id, body: 'x' }, [gone])).rejects.toMatchObject({
    kind: 'not_found',
  });
});
