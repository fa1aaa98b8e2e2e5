import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { accepted, graphError, graphMessage } from '../fixtures/messages';
import { forwardMessage } from './forward-message';

const args = { message_id: 'AAkA-first', to: ['ruth@example.com'] };
const draft = { status: 201, body: graphMessage({ isDraft: true, subject: 'Fw: Plan' }) };

test('forwards with a comment, the recipients named once', async () => {
  const { result, calls } = await runTool(outlook, forwardMessage, { ...args, comment: 'See below.' }, [
    draft,
    accepted,
  ]);
  expect(calls).toEqual([
    {
      method: 'POST',
      path: '/me/messages/AAkA-first/createForward',
      json: { comment: 'See below.', message: { toRecipients: [{ emailAddress: { address: 'ruth@example.com' } }] } },
    },
    { method: 'POST', path: `/me/messages/${draft.body.id}/send` },
  ]);
  expect(result).toMatchObject({ id: draft.body.id, subject: 'Fw: Plan' });
});

test('refuses to forward to nobody, and what is not there', async () => {
  await expect(runTool(outlook, forwardMessage, { ...args, to: [] }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
  });
  const gone = graphError(404, 'ErrorItemNotFound');
  await expect(runTool(outlook, forwardMessage, args, [gone])).rejects.toMatchObject({ kind: 'not_found' });
});
