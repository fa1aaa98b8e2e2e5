import { json, type JsonObject } from '../../kernel/call';
import { notFound, refuse } from '../failure';
import { type StoredMessage } from '../mailbox';
import { labelChange, selected, trash, untrash } from './messages';
import { paged, pageSize, readBody, SCOPES, type Context, type Operation } from './operation';
import { formatOf, messageShape } from './shapes';

function ownThread(id: string, { box }: Context): StoredMessage[] {
  if (!/^[0-9a-f]{1,16}$/.test(id)) return refuse(400, 'Invalid id value');
  const thread = box.thread(id);
  return thread.length ? thread : notFound();
}

const newest = (thread: readonly StoredMessage[]): string =>
  String(Math.max(...thread.map(({ historyId }) => historyId)));

/** Answers as the service does: the thread, with nothing but the labels of its messages. */
function changed(id: string, thread: StoredMessage[], context: Context): JsonObject {
  const messages = thread.map((message) => {
    const { labels } = context.box.get(message.id) ?? message;
    return { id: message.id, threadId: id, labelIds: labels };
  });
  return { id, messages };
}

const BASE = '/gmail/v1/users/:userId/threads';

const changing =
  (change: (context: Context, message: StoredMessage) => void): Operation['run'] =>
  (_, { id = '' }, context) => {
    const thread = ownThread(id, context);
    for (const message of thread) change(context, message);
    return json(changed(id, thread, context));
  };

export const THREAD_OPERATIONS: Record<string, Operation> = {
  [`GET ${BASE}`]: {
    scopes: SCOPES.list,
    units: 10,
    run: (call, _, context) => {
      const ids = [...new Set(selected(call, context).map(({ threadId }) => threadId))];
      const { page, nextPageToken } = paged(call, ids, pageSize(call));
      const threads = page.map((id) => {
        const thread = context.box.thread(id);
        return { id, snippet: thread.at(-1)?.snippet ?? '', historyId: newest(thread) };
      });
      return json({
        ...(threads.length ? { threads } : {}),
        ...(nextPageToken ? { nextPageToken } : {}),
        resultSizeEstimate: ids.length,
      });
    },
  },
  [`GET ${BASE}/:id`]: {
    scopes: SCOPES.list,
    units: 40,
    run: (call, { id = '' }, context) => {
      const format = formatOf(call, context, ['full', 'metadata', 'minimal']);
      const thread = ownThread(id, context);
      const wanted = call.query.getAll('metadataHeaders');
      const messages = thread.map((message) => messageShape(message, context.box, format, wanted));
      return json({ id, historyId: newest(thread), messages });
    },
  },
  [`POST ${BASE}/:id/modify`]: {
    scopes: SCOPES.change,
    units: 10,
    run: (call, { id = '' }, context) => {
      const thread = ownThread(id, context);
      const { add, remove } = labelChange(readBody(call), context.box);
      for (const message of thread) context.box.relabel(message, add, remove);
      return json(changed(id, thread, context));
    },
  },
  [`POST ${BASE}/:id/trash`]: {
    scopes: SCOPES.change,
    units: 40,
    run: changing(({ box }, message) => trash(box, message)),
  },
  [`POST ${BASE}/:id/untrash`]: {
    scopes: SCOPES.change,
    units: 40,
    run: changing(({ box }, message) => untrash(box, message)),
  },
};
