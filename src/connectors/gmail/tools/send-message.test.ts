import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { gmailMessage, googleError, sentMime } from '../fixtures/messages';
import { sendMessage } from './send-message';

const sent = { body: { id: 'm9', threadId: 't9', labelIds: ['SENT'] } };
const hello = { to: ['Ben <ben@example.com>'], subject: 'Hello', body: 'Hi Ben.' };

test('sends a message', async () => {
  const args = { ...hello, cc: ['ruth@example.com'], bcc: ['"Groß, Jürgen" <jg@example.com>'], html: '<p>Hi Ben.</p>' };
  const { result, calls } = await runTool(gmail, sendMessage, args, [sent]);
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /messages/send']);
  expect(Object.keys(calls[0]?.json as object)).toEqual(['raw']);
  expect(sentMime(calls[0]?.json)).toMatchInlineSnapshot(`
    "To: Ben <ben@example.com>
    Cc: ruth@example.com
    Bcc: =?UTF-8?B?R3Jvw58sIErDvHJnZW4=?= <jg@example.com>
    Subject: Hello
    MIME-Version: 1.0
    Content-Type: multipart/alternative; boundary="=_seneschal"

    --=_seneschal
    Content-Type: text/plain; charset=UTF-8
    Content-Transfer-Encoding: quoted-printable

    Hi Ben.
    --=_seneschal
    Content-Type: text/html; charset=UTF-8
    Content-Transfer-Encoding: quoted-printable

    <p>Hi Ben.</p>
    --=_seneschal--
    "
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "id": "m9",
      "link": "https://mail.google.com/mail/?authuser=ada%40example.com#all/t9",
      "subject": "Hello",
      "threadId": "t9",
    }
  `);
});

test('replies in the thread of the original, with its identifiers and its subject', async () => {
  const original = gmailMessage(
    {
      Subject: '=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=',
      'Message-Id': '<c@mail.example>',
      References: '<a@mail.example>\r\n <b@mail.example>',
    },
    {},
    { threadId: 't1' },
  );
  const { result, calls } = await runTool(
    gmail,
    sendMessage,
    { to: ['ben@example.com'], body: 'Yes.', reply_to_message_id: original.id },
    [{ body: original }, sent],
  );
  expect(calls[0]).toEqual({ method: 'GET', path: `/messages/${original.id}`, query: { format: 'metadata' } });
  expect(calls[1]).toMatchObject({ method: 'POST', path: '/messages/send', json: { threadId: 't1' } });
  expect(sentMime(calls[1]?.json)).toMatchInlineSnapshot(`
    "To: ben@example.com
    Subject: =?UTF-8?B?UmU6IEdyw7zDn2U=?=
    In-Reply-To: <c@mail.example>
    References: <a@mail.example> <b@mail.example> <c@mail.example>
    MIME-Version: 1.0
    Content-Type: text/plain; charset=UTF-8
    Content-Transfer-Encoding: quoted-printable

    Yes."
  `);
  expect(result).toMatchObject({ subject: 'Re: Grüße' });
});

test('says “Re:” once, and threads by what there is', async () => {
  const original = gmailMessage({
    Subject: 'RE: Plan',
    'Message-ID': '<b@mail.example>',
    'In-Reply-To': '<a@mail.example> (yesterday)',
  });
  const { calls } = await runTool(
    gmail,
    sendMessage,
    { to: ['ben@example.com'], body: 'Yes.', reply_to_message_id: original.id },
    [{ body: original }, sent],
  );
  expect(sentMime(calls[1]?.json)).toContain(
    'Subject: RE: Plan\nIn-Reply-To: <b@mail.example>\nReferences: <a@mail.example> <b@mail.example>\n',
  );
  const bare = gmailMessage({});
  const { calls: without } = await runTool(
    gmail,
    sendMessage,
    { to: ['ben@example.com'], body: 'Yes.', reply_to_message_id: bare.id },
    [{ body: bare }, sent],
  );
  expect(sentMime(without[1]?.json)).toMatch(/^To: ben@example.com\nSubject: Re:\nMIME-Version/);
});

test('keeps the ends of a history too long to carry', async () => {
  const ids = Array.from({ length: 80 }, (_, index) => `<${index}@mail.example>`);
  const original = gmailMessage({ Subject: 'Long', 'Message-ID': '<last@mail.example>', References: ids.join(' ') });
  const { calls } = await runTool(
    gmail,
    sendMessage,
    { to: ['ben@example.com'], body: 'Yes.', reply_to_message_id: original.id },
    [{ body: original }, sent],
  );
  const kept = /References: (.*?)\nMIME/s.exec(sentMime(calls[1]?.json))?.[1]?.split(/\s+/) ?? [];
  expect([kept.length, kept[0], kept[1], kept.at(-1)]).toEqual([
    50,
    '<0@mail.example>',
    '<32@mail.example>',
    '<last@mail.example>',
  ]);
});

test.each([
  [{ ...hello, to: [] }, 'Give at least one recipient in to, cc or bcc.'],
  [{ to: hello.to, body: 'x' }, 'subject: give one; only a reply takes it from its original.'],
  [
    { ...hello, to: ['ada@example.com, ben@example.com'] },
    'to.0: must be one address: ada@example.com or Ada <ada@example.com>.',
  ],
  [{ ...hello, subject: 'Hello\r\nBcc: eve@example.com' }, 'subject: must be one line.'],
])('refuses %j', async (args, message) => {
  await expect(runTool(gmail, sendMessage, args, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining(message) as unknown,
  });
});

test.each([
  [googleError(503, 'backendError', 'Backend Error'), 'provider_unavailable'],
  [{ status: 504, body: '' }, 'timeout'],
  [{ body: { id: 7 } }, 'invalid_response'],
])('advises to look, not to send again, where the sending is not confirmed: %j', async (answer, kind) => {
  await expect(runTool(gmail, sendMessage, hello, [answer])).rejects.toMatchObject({
    kind,
    message:
      'Gmail did not confirm the sending. A search_messages for in:sent newer_than:1d shows whether it went out.',
  });
});

test('says until when Gmail sends no more', async () => {
  const limited = googleError(
    429,
    'rateLimitExceeded',
    'User-rate limit exceeded.  Retry after 2026-11-21T12:10:00.000Z (Mail sending)',
  );
  await expect(runTool(gmail, sendMessage, hello, [limited])).rejects.toMatchObject({
    kind: 'rate_limited',
    message: 'Gmail limits how fast it can be called. Try again in 600 s.',
  });
});
