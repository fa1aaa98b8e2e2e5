import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { gmailMessage, googleError, sentMime } from '../fixtures/messages';
import { createDraft } from './create-draft';

const saved = { body: { id: 'r-77', message: { id: 'm9', threadId: 't9', labelIds: ['DRAFT'] } } };

test('saves a draft, also without recipient and subject', async () => {
  const { result, calls } = await runTool(gmail, createDraft, { body: 'To be continued' }, [saved]);
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /drafts']);
  expect(sentMime(calls[0]?.json)).toMatchInlineSnapshot(`
    "MIME-Version: 1.0
    Content-Type: text/plain; charset=UTF-8
    Content-Transfer-Encoding: quoted-printable

    To be continued"
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "draftId": "r-77",
      "id": "m9",
      "link": "https://mail.google.com/mail/?authuser=ada%40example.com#all/t9",
      "subject": "",
      "threadId": "t9",
    }
  `);
});

test('saves a reply in its thread', async () => {
  const original = gmailMessage({ Subject: 'Plan', 'Message-ID': '<a@mail.example>' }, {}, { threadId: 't1' });
  const { calls } = await runTool(
    gmail,
    createDraft,
    { to: ['ben@example.com'], body: 'Yes.', reply_to_message_id: original.id },
    [{ body: original }, saved],
  );
  expect(calls[1]).toMatchObject({ path: '/drafts', json: { message: { threadId: 't1' } } });
  expect(sentMime(calls[1]?.json)).toContain(
    'Subject: Re: Plan\nIn-Reply-To: <a@mail.example>\nReferences: <a@mail.example>\n',
  );
});

test('saves nothing where the original does not exist', async () => {
  const gone = googleError(404, 'notFound', 'Requested entity was not found.');
  await expect(
    runTool(gmail, createDraft, { body: 'x', reply_to_message_id: '18c2f0a1b2c3d4e5' }, [gone]),
  ).rejects.toMatchObject({ kind: 'not_found' });
});
