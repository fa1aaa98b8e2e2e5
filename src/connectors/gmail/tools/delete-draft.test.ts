import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { googleError } from '../fixtures/messages';
import { deleteDraft } from './delete-draft';

test('deletes a draft', async () => {
  const { result, calls } = await runTool(gmail, deleteDraft, { draft_id: 'r-77' }, [{ status: 204, body: null }]);
  expect(calls).toEqual([{ method: 'DELETE', path: '/drafts/r-77' }]);
  expect(result).toEqual({ draftId: 'r-77' });
});

test('says that there is no such draft', async () => {
  const gone = googleError(404, 'notFound', 'Requested entity was not found.');
  await expect(runTool(gmail, deleteDraft, { draft_id: 'r-78' }, [gone])).rejects.toMatchObject({ kind: 'not_found' });
});
