import { json, type Call, type JsonObject } from '../../kernel/call';
import { DAY } from '../../world/time';
import { notFound, refuse } from '../failure';
import { type HistoryKind, type HistoryRecord } from '../mailbox';
import { paged, pageSize, readBody, SCOPES, texts, type Context, type Operation } from './operation';

const WATCH_DAYS = 7;

const KINDS: Record<string, HistoryKind> = {
  messageAdded: 'messagesAdded',
  messageDeleted: 'messagesDeleted',
  labelAdded: 'labelsAdded',
  labelRemoved: 'labelsRemoved',
};

function history(call: Call, _: Record<string, string>, { box }: Context): Response {
  const start = call.query.get('startHistoryId');
  if (start === null || start === '') return refuse(400, 'Missing required parameter: startHistoryId');
  if (!/^\d{1,18}$/.test(start)) return refuse(400, `Invalid value at 'start_history_id' (TYPE_UINT64), "${start}"`);
  const kinds = call.query
    .getAll('historyTypes')
    .map((type) => KINDS[type] ?? refuse(400, `Invalid value at 'history_types', "${type}"`));
  const label = call.query.get('labelId');
  const records = box.historySince(Number(start)) ?? notFound();
  const wanted = records.filter(
    ({ kind, labels }) => (!kinds.length || kinds.includes(kind)) && (!label || labels.includes(label)),
  );
  const { page, nextPageToken } = paged(call, wanted, pageSize(call));
  return json({
    ...(page.length ? { history: page.map(recordShape) } : {}),
    ...(nextPageToken ? { nextPageToken } : {}),
    historyId: String(box.historyId()),
  });
}

function recordShape({ id, kind, messageId, threadId, labels, changed }: HistoryRecord): JsonObject {
  const message = { id: messageId, threadId, labelIds: labels };
  const labelled = kind === 'labelsAdded' || kind === 'labelsRemoved' ? { labelIds: changed } : {};
  return { id: String(id), messages: [{ id: messageId, threadId }], [kind]: [{ message, ...labelled }] };
}

/** A new watch replaces the old one. What it watches decides nothing here: events are sent by the control API. */
function watch(call: Call, _: Record<string, string>, { box, sandbox, email }: Context): Response {
  const body = readBody(call);
  const { topicName } = body;
  if (typeof topicName !== 'string' || !/^projects\/[^/]+\/topics\/[^/]+$/.test(topicName)) {
    return refuse(400, 'Invalid topicName does not match projects/*/topics/*');
  }
  const known = box.labels();
  for (const id of texts(body, 'labelIds')) {
    if (!known.some((label) => label.id === id)) return refuse(400, `Invalid label: ${id}`);
  }
  const expiration = sandbox.now() + WATCH_DAYS * DAY;
  sandbox.store.write(watchKey(email), { topicName, expiration });
  return json({ historyId: String(box.historyId()), expiration: String(expiration) });
}

const watchKey = (email: string): string => `gmail:watch:${email}`;

const BASE = '/gmail/v1/users/:userId';

export const CHANGE_OPERATIONS: Record<string, Operation> = {
  [`GET ${BASE}/profile`]: {
    scopes: SCOPES.profile,
    units: 1,
    run: (_, __, { box, email }) => {
      const messages = box.messages();
      return json({
        emailAddress: email,
        messagesTotal: messages.length,
        threadsTotal: new Set(messages.map(({ threadId }) => threadId)).size,
        historyId: String(box.historyId()),
      });
    },
  },
  [`GET ${BASE}/history`]: { scopes: SCOPES.list, units: 2, run: history },
  [`POST ${BASE}/watch`]: { scopes: SCOPES.list, units: 100, run: watch },
  [`POST ${BASE}/stop`]: {
    scopes: SCOPES.list,
    units: 50,
    run: (_, __, { sandbox, email }) => {
      sandbox.store.write(watchKey(email), null);
      return new Response(null, { status: 204 });
    },
  },
};
