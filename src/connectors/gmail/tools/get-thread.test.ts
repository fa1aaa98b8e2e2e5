import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { data, gmailMessage, googleError } from '../fixtures/messages';
import { getThread } from './get-thread';

const ID = '18c2f0a1b2c3d4e5';
const message = (index: number, text = `text ${index}`) =>
  gmailMessage(
    { From: `p${index}@example.com`, To: 'ada@example.com', Subject: index === 0 ? 'Plan' : 'Re: Plan' },
    { body: data(text) },
    { id: `m${index}` },
  );
const thread = (...messages: unknown[]) => ({ body: { id: ID, historyId: '810007', messages } });

test('reads a conversation, oldest first', async () => {
  const { result, calls } = await runTool(gmail, getThread, { thread_id: ID }, [thread(message(0), message(1))]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/threads/18c2f0a1b2c3d4e5",
        "query": {
          "format": "full",
        },
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "at": "2025-11-21T07:20:00.000Z",
          "from": "p0@example.com",
          "id": "m0",
          "labels": [
            "INBOX",
            "UNREAD",
          ],
          "text": "text 0",
          "to": [
            "ada@example.com",
          ],
        },
        {
          "at": "2025-11-21T07:20:00.000Z",
          "from": "p1@example.com",
          "id": "m1",
          "labels": [
            "INBOX",
            "UNREAD",
          ],
          "text": "text 1",
          "to": [
            "ada@example.com",
          ],
        },
      ],
      "link": "https://mail.google.com/mail/?authuser=ada%40example.com#all/18c2f0a1b2c3d4e5",
      "subject": "Plan",
    }
  `);
});

test('gives the latest first where there are more than asked for, and the earlier ones by cursor', async () => {
  const long = thread(message(0), message(1), message(2), message(3), message(4));
  const pages: unknown[] = [];
  for (let cursor: string | undefined, page = 0; page < 3; page++) {
    const { result } = await runTool(
      gmail,
      getThread,
      { thread_id: ID, limit: 2, ...(cursor !== undefined && { cursor }) },
      [long],
    );
    const { items, nextCursor } = result as { items: { id: string }[]; nextCursor?: string };
    pages.push(items.map(({ id }) => id));
    cursor = nextCursor;
  }
  expect(pages).toEqual([['m3', 'm4'], ['m1', 'm2'], ['m0']]);
});

test('cuts long texts, and answers fewer messages rather than too much', async () => {
  const long = 'x'.repeat(9_000);
  const messages = Array.from({ length: 9 }, (_, index) => message(index, long));
  const { result } = await runTool(gmail, getThread, { thread_id: ID }, [thread(...messages)]);
  const { items, nextCursor } = result as { items: { text: string; nextStart: number }[]; nextCursor: string };
  expect(items).toHaveLength(7);
  expect(items[0]).toMatchObject({ text: 'x'.repeat(8_000), nextStart: 8_000 });
  expect(nextCursor).toBe('2');
});

test('refuses a cursor that is none of its own', async () => {
  await expect(runTool(gmail, getThread, { thread_id: ID, cursor: 'abc' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'cursor: use the nextCursor of the previous answer.',
  });
});

test('says that there is no such thread', async () => {
  const gone = googleError(404, 'notFound', 'Requested entity was not found.');
  await expect(runTool(gmail, getThread, { thread_id: ID }, [gone])).rejects.toMatchObject({ kind: 'not_found' });
});
