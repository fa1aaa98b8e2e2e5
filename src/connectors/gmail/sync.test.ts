import { describe, expect, test } from 'vitest';
import { type Recorded, runPage } from '../../../test/support/tool';
import { gmail } from '.';
import { data, gmailMessage, googleError } from './fixtures/messages';
import { messagesResource } from './sync';

const run = (cursor: object | undefined, answers: Recorded[]) =>
  runPage(gmail, messagesResource, cursor === undefined ? undefined : JSON.stringify(cursor), answers);
const left = (cursor: string): unknown => JSON.parse(cursor);
const mail = (id: string, labelIds: string[] = ['INBOX']): Recorded => ({
  body: gmailMessage({ From: 'Ben <ben@example.com>', Subject: id }, { body: data('Text') }, { id, labelIds }),
});
const idle = { history: '900', waiting: [] };

describe('the first pass', () => {
  test('notes where changes begin, then lists, then reads', async () => {
    const ids = Array.from({ length: 26 }, (_, index) => ({ id: `m${index}` }));
    const page = await run(undefined, [
      { body: { emailAddress: 'ada@example.com', historyId: '900' } },
      { body: { messages: ids, nextPageToken: '17' } },
      ...ids.slice(0, 25).map(({ id }) => mail(id)),
    ]);
    expect(page.calls.slice(0, 3).map(({ path, query }) => ({ path, ...query }))).toEqual([
      { path: '/profile' },
      { path: '/messages', q: 'after:1787486400 -in:drafts -in:chats', maxResults: 100 },
      { path: '/messages/m0', format: 'full' },
    ]);
    expect(page.records).toHaveLength(25);
    expect(page.done).toBe(false);
    expect(left(page.cursor)).toEqual({
      history: '900',
      list: { after: 1787486400, token: '17' },
      waiting: ['m25'],
    });
  });

  test('keeps of a message what a search needs', async () => {
    const raw = gmailMessage(
      {
        From: '=?UTF-8?Q?J=C3=BCrgen?= <jg@example.com>',
        To: 'ada@example.com, "Calder, Ruth" <ruth@example.com>',
        Cc: 'ada@example.com',
        Subject: 'Offer',
      },
      {
        mimeType: 'multipart/mixed',
        parts: [
          { partId: '0', mimeType: 'text/html', filename: '', body: data('<p>Dear <b>Ada</b>,</p>') },
          { partId: '1', mimeType: 'application/pdf', filename: 'offer.pdf', body: { attachmentId: 'x', size: 9 } },
        ],
      },
      { id: 'm1', threadId: 't1' },
    );
    const { records, gone, done } = await run({ ...idle, waiting: ['m1'] }, [{ body: raw }]);
    expect({ records, gone, done }).toEqual({
      records: [
        {
          kind: 'mail',
          externalId: 'm1',
          at: 1763709600000,
          updatedAt: 1763709600000,
          title: 'Offer',
          text: 'Dear Ada,\nFile: offer.pdf',
          people: ['Jürgen <jg@example.com>', 'ada@example.com', 'Calder, Ruth <ruth@example.com>'],
          url: 'https://mail.google.com/mail/?authuser=ada%40example.com#all/m1',
          container: { id: 't1', name: 'Offer' },
          ids: { message_id: 'm1', thread_id: 't1' },
        },
      ],
      gone: [],
      done: true,
    });
  });

  test('begins the list anew where Gmail no longer knows its token', async () => {
    const page = await run({ ...idle, list: { after: 5, token: '17' } }, [
      googleError(400, 'invalidArgument', 'Invalid pageToken'),
    ]);
    expect(left(page.cursor)).toEqual({ ...idle, list: { after: 5 } });
    expect(page.done).toBe(false);
  });
});

describe('later passes', () => {
  const record = (kind: string, id: string, labels: string[], changed?: string[]) => ({
    [kind]: [{ message: { id, threadId: 't', labelIds: labels }, ...(changed && { labelIds: changed }) }],
  });

  test('read what came and came back, and take out what went, by the last word on each', async () => {
    const history = [
      record('messagesAdded', 'new', ['INBOX']),
      record('messagesAdded', 'draft', ['DRAFT']),
      record('labelsAdded', 'binned', ['TRASH'], ['TRASH']),
      record('labelsAdded', 'read', ['INBOX'], ['STARRED']),
      record('labelsRemoved', 'back', ['INBOX'], ['SPAM']),
      record('messagesAdded', 'short', ['INBOX']),
      record('messagesDeleted', 'short', ['INBOX']),
      record('messagesAdded', 'missed', ['INBOX']),
    ];
    const page = await run(idle, [
      { body: { history, historyId: '950' } },
      mail('new'),
      mail('back'),
      googleError(404, 'notFound', 'Requested entity was not found.'),
    ]);
    expect(page.calls[0]).toMatchObject({ path: '/history', query: { startHistoryId: '900' } });
    expect(page.records.map(({ externalId }) => externalId)).toEqual(['new', 'back']);
    expect(page.gone).toEqual(['draft', 'binned', 'short', 'missed']);
    expect(left(page.cursor)).toEqual({ history: '950', waiting: [] });
    expect(page.done).toBe(true);
  });

  test('go on over pages, and begin the next time where the first page stood', async () => {
    const first = await run(idle, [{ body: { historyId: '950', nextPageToken: '17' } }]);
    expect(left(first.cursor)).toEqual({ ...idle, changes: { token: '17', next: '950' } });
    expect(first.done).toBe(false);
    const last = await run(left(first.cursor) as object, [{ body: { historyId: '960' } }]);
    expect(last.calls[0]?.query).toMatchObject({ startHistoryId: '900', pageToken: '17' });
    expect(left(last.cursor)).toEqual({ history: '950', waiting: [] });
    expect(last.done).toBe(true);
  });

  test('look at a message before believing that it is wanted', async () => {
    const page = await run({ ...idle, waiting: ['spam'] }, [mail('spam', ['SPAM'])]);
    expect(page).toMatchObject({ records: [], gone: ['spam'], done: true });
  });

  test('ask for everything once more where Gmail has forgotten what changed', async () => {
    const page = await run(idle, [googleError(404, 'notFound', 'Requested entity was not found.')]);
    expect(page).toMatchObject({ records: [], reset: true, done: false });
  });

  test('keep a message that is too long for one answer by its headers', async () => {
    const { payload, ...rest } = gmailMessage({ Subject: 'Long' }, {}, { id: 'm1' });
    const headers = { ...rest, payload: { headers: payload.headers } };
    const page = await run({ ...idle, waiting: ['m1'] }, [{ status: 304, body: null }, { body: headers }]);
    expect(page.calls.map(({ query }) => query)).toEqual([{ format: 'full' }, { format: 'metadata' }]);
    expect(page.records).toMatchObject([{ title: 'Long', text: "It's here & ready" }]);
  });

  test('stop at what is no fault of a message', async () => {
    const refused = run({ ...idle, waiting: ['m1'] }, [googleError(403, 'rateLimitExceeded', 'Quota exceeded')]);
    await expect(refused).rejects.toMatchObject({ kind: 'rate_limited' });
  });
});
