import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError, graphMessage } from '../fixtures/messages';
import { getConversation } from './get-conversation';

const { id } = graphMessage();
const place = { body: { conversationId: "AAQk'1" } };
const at = (hour: number, text: string) =>
  graphMessage({
    id: `message-${hour}`,
    receivedDateTime: `2026-11-20T0${hour}:00:00Z`,
    uniqueBody: { contentType: 'text', content: `${text}\r\n` },
  });
const link = 'https://graph.microsoft.com/v1.0/me/messages?%24skip=100';

test('reads the latest in order, whatever order they come in, and the earlier ones by cursor', async () => {
  const pages = [
    place,
    { body: { value: [at(3, 'third'), at(1, 'first')], '@odata.nextLink': link } },
    { body: { value: [at(2, 'second')] } },
  ];
  const { result, calls } = await runTool(outlook, getConversation, { message_id: id, limit: 2 }, pages);
  expect(result).toMatchObject({
    subject: 'Plan',
    items: [
      { id: 'message-2', text: 'second' },
      { id: 'message-3', text: 'third' },
    ],
    nextCursor: '1',
  });
  expect(calls[1]?.query).toMatchObject({ $filter: "conversationId eq 'AAQk''1'", $top: 100 });
  expect(calls[1]?.query).not.toHaveProperty('$orderby');
  expect(calls[2]?.query).toMatchObject({ $skip: '100' });
  const earlier = await runTool(outlook, getConversation, { message_id: id, limit: 2, cursor: '1' }, pages);
  expect(earlier.result).toMatchObject({ items: [{ id: 'message-1', text: 'first' }] });
  expect(earlier.result).not.toHaveProperty('nextCursor');
});

test('brings fewer where texts are long, and one at least', async () => {
  const value = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((hour) => at(hour, 'x'.repeat(9_000)));
  const { result } = await runTool(outlook, getConversation, { message_id: id }, [place, { body: { value } }]);
  expect((result as { items: unknown[]; nextCursor: string }).items).toHaveLength(7);
  expect(result).toMatchObject({ nextCursor: '2' });
});

test('refuses a cursor that is none, and says that a message is gone', async () => {
  await expect(runTool(outlook, getConversation, { message_id: id, cursor: 'x' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
  });
  const gone = graphError(404, 'ErrorItemNotFound');
  await expect(runTool(outlook, getConversation, { message_id: id }, [gone])).rejects.toMatchObject({
    kind: 'not_found',
  });
});
