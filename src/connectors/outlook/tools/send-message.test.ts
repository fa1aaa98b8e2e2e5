import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { accepted, graphError, graphMessage, recipient } from '../fixtures/messages';
import { sendMessage } from './send-message';

const hello = { to: ['Ben <ben@example.com>'], subject: 'Hello', body: 'Hi Ben.' };
const link = 'https://outlook.office365.com/owa/?ItemID=x';
const draft = graphMessage({
  isDraft: true,
  subject: 'Hello',
  toRecipients: [recipient('Ben', 'ben@example.com')],
  webLink: link,
});
const { id } = draft;

test('saves the message and sends it, so that it keeps its id', async () => {
  const args = { ...hello, cc: ['ruth@example.com'], bcc: ['"Groß, Jürgen" <jg@example.com>'] };
  const { result, calls } = await runTool(outlook, sendMessage, args, [{ status: 201, body: draft }, accepted]);
  expect(calls).toEqual([
    {
      method: 'POST',
      path: '/me/messages',
      json: {
        subject: 'Hello',
        body: { contentType: 'text', content: 'Hi Ben.' },
        toRecipients: [recipient('Ben', 'ben@example.com')],
        ccRecipients: [{ emailAddress: { address: 'ruth@example.com' } }],
        bccRecipients: [recipient('Groß, Jürgen', 'jg@example.com')],
      },
    },
    { method: 'POST', path: `/me/messages/${id}/send` },
  ]);
  expect(result).toEqual({ id, subject: 'Hello', to: ['Ben <ben@example.com>'], link });
});

test.each([
  [false, 'createReply'],
  [true, 'createReplyAll'],
])('replies to its sender or to all (%s), with the text alone given', async (all, action) => {
  const args = { body: '<p>Yes.</p>', format: 'html', reply_to_message_id: 'AAkA-first', reply_to_all: all };
  const { calls } = await runTool(outlook, sendMessage, args, [{ status: 201, body: draft }, accepted]);
  expect(calls[0]).toEqual({
    method: 'POST',
    path: `/me/messages/AAkA-first/${action}`,
    json: { message: { body: { contentType: 'html', content: '<p>Yes.</p>' } } },
  });
});

test.each([
  [{ ...hello, to: [] }, 'Give at least one recipient in to, cc or bcc.'],
  [{ to: hello.to, body: 'x' }, 'subject: give one; only a reply takes it from its original.'],
  [{ ...hello, reply_to_all: true }, 'reply_to_all: only with reply_to_message_id, the message to reply to.'],
  [
    { ...hello, to: ['ada@example.com, ben@example.com'] },
    'to.0: must be one address: ada@example.com or Ada <ada@example.com>.',
  ],
  [{ ...hello, subject: 'Hello\r\nBcc: eve@example.com' }, 'subject: must be one line.'],
  [{ ...hello, subject: 'x'.repeat(256) }, 'subject'],
  [{ ...hello, body: 'a\u0000b' }, 'body: may not hold control characters.'],
])('refuses %j before any call', async (args, message) => {
  await expect(runTool(outlook, sendMessage, args, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining(message) as unknown,
  });
});

const lost = [graphError(500, 'generalException'), { status: 504, body: '' }];

test.each(lost)('looks what became of it where the answer is lost: %j', async (failure) => {
  const sent = { body: { ...draft, isDraft: false } };
  const { result, calls } = await runTool(outlook, sendMessage, hello, [{ status: 201, body: draft }, failure, sent]);
  expect(result).toMatchObject({ id });
  expect(calls.map(({ method, path }) => `${method} ${path}`).at(-1)).toBe(`GET /me/messages/${id}`);
});

test.each(lost)('says where to look where nobody knows: %j', async (failure) => {
  for (const after of [{ body: draft }, graphError(503, 'serviceNotAvailable')]) {
    const answers = [{ status: 201, body: draft }, failure, after];
    await expect(runTool(outlook, sendMessage, hello, answers)).rejects.toMatchObject({
      message: `Outlook did not confirm the sending. The message is saved with the id ${id}: get_message shows whether it is still a draft, and send_draft sends one that is.`,
    });
  }
});

test('tells a refusal as it is', async () => {
  const answers = [{ status: 201, body: draft }, graphError(400, 'ErrorInvalidRecipients')];
  await expect(runTool(outlook, sendMessage, hello, answers)).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining('no recipient Outlook can send to') as unknown,
  });
});
