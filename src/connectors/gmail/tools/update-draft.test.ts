import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { data, gmailMessage, googleError, sentMime } from '../fixtures/messages';
import { updateDraft } from './update-draft';

const saved = { body: { id: 'r-77', message: { id: 'm10', threadId: 't1', labelIds: ['DRAFT'] } } };
const former = (payload = {}) => ({
  body: {
    id: 'r-77',
    message: gmailMessage(
      {
        To: 'ben@example.com',
        Subject: 'Re: Plan',
        'In-Reply-To': '<b@mail.example>',
        References: '<a@mail.example> <b@mail.example>',
      },
      { body: data('Former text'), ...payload },
      { id: 'm9', threadId: 't1', labelIds: ['DRAFT'] },
    ),
  },
});

test('writes a draft anew and leaves it in its thread', async () => {
  const { result, calls } = await runTool(
    gmail,
    updateDraft,
    { draft_id: 'r-77', to: ['ruth@example.com'], body: 'New text' },
    [former(), saved],
  );
  expect(calls.map(({ method, path, query }) => [method, path, query])).toEqual([
    ['GET', '/drafts/r-77', { format: 'full' }],
    ['PUT', '/drafts/r-77', undefined],
  ]);
  expect(calls[1]).toMatchObject({ json: { message: { threadId: 't1' } } });
  expect(sentMime(calls[1]?.json)).toMatchInlineSnapshot(`
    "To: ruth@example.com
    Subject: Re: Plan
    In-Reply-To: <b@mail.example>
    References: <a@mail.example> <b@mail.example>
    MIME-Version: 1.0
    Content-Type: text/plain; charset=UTF-8
    Content-Transfer-Encoding: quoted-printable

    New text"
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "draftId": "r-77",
      "id": "m10",
      "link": "https://mail.google.com/mail/?authuser=ada%40example.com#all/t1",
      "subject": "Re: Plan",
      "threadId": "t1",
    }
  `);
});

test('takes a new subject', async () => {
  const { calls } = await runTool(gmail, updateDraft, { draft_id: 'r-77', subject: 'Another plan', body: 'x' }, [
    former(),
    saved,
  ]);
  expect(sentMime(calls[1]?.json)).toMatch(/^Subject: Another plan\n/);
});

test('does not lose attachments', async () => {
  const parts = [
    { partId: '1', mimeType: 'application/pdf', filename: 'plan.pdf', body: { attachmentId: 'x', size: 9 } },
  ];
  const attached = former({ mimeType: 'multipart/mixed', parts });
  await expect(runTool(gmail, updateDraft, { draft_id: 'r-77', body: 'x' }, [attached])).rejects.toMatchObject({
    kind: 'invalid_request',
    message:
      'The draft has attachments, which writing it anew would lose. The person can change it in Gmail: https://mail.google.com/mail/?authuser=ada%40example.com#all/t1',
  });
});

test('says that there is no such draft', async () => {
  const gone = googleError(404, 'notFound', 'Requested entity was not found.');
  await expect(runTool(gmail, updateDraft, { draft_id: 'r-78', body: 'x' }, [gone])).rejects.toMatchObject({
    kind: 'not_found',
  });
});
