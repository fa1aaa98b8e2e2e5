import { json, type Call, type JsonObject } from '../../kernel/call';
import { notFound, refuse } from '../failure';
import { FIXED_LABELS } from '../labels';
import { type Mailbox, type StoredMessage } from '../mailbox';
import { parseQuery } from '../search';
import { flag, paged, pageSize, readBody, SCOPES, texts, type Context, type Operation } from './operation';
import { sendRaw } from './send';
import { attachmentShape, briefShape, findAttachment, formatOf, messageShape, READERS } from './shapes';

const MOST_LABELS = 100;
const MOST_AT_ONCE = 1_000;
const LONGEST_QUERY = 2_000;

export function ownMessage(id: string, { box }: Context): StoredMessage {
  if (!/^[0-9a-f]{1,16}$/.test(id)) return refuse(400, 'Invalid id value');
  return box.get(id) ?? notFound();
}

/** What `q`, `labelIds` and `includeSpamTrash` leave, newest first. */
export function selected(call: Call, { box, email, sandbox, token }: Context): StoredMessage[] {
  const text = call.query.get('q') ?? '';
  if (text && !token.scopes.some((scope) => READERS.has(scope))) {
    return refuse(403, "Metadata scope does not support 'q' parameter", { reason: 'forbidden' });
  }
  if (text.length > LONGEST_QUERY) return refuse(400, 'Invalid query: too long.');
  const known = box.labels();
  const query = parseQuery(text, { labels: known, now: sandbox.now(), me: email });
  const wanted = call.query.getAll('labelIds');
  for (const id of wanted) if (!known.some((label) => label.id === id)) return refuse(400, `Invalid label: ${id}`);
  const hidden =
    flag(call, 'includeSpamTrash') || query.includesHidden || wanted.includes('SPAM') || wanted.includes('TRASH');
  return box.messages().filter((message) => {
    if (!hidden && (message.labels.includes('SPAM') || message.labels.includes('TRASH'))) return false;
    return wanted.every((id) => message.labels.includes(id)) && query.test(message);
  });
}

function list(call: Call, _: Record<string, string>, context: Context): Response {
  const found = selected(call, context);
  const { page, nextPageToken } = paged(call, found, pageSize(call));
  return json({
    ...(page.length ? { messages: page.map(({ id, threadId }) => ({ id, threadId })) } : {}),
    ...(nextPageToken ? { nextPageToken } : {}),
    resultSizeEstimate: found.length,
  });
}

export interface LabelChange {
  add: string[];
  remove: string[];
}

export function labelChange(body: JsonObject, box: Mailbox): LabelChange {
  const change = { add: texts(body, 'addLabelIds'), remove: texts(body, 'removeLabelIds') };
  const all = [...change.add, ...change.remove];
  if (!all.length) return refuse(400, 'No label add or removes specified');
  if (change.add.length > MOST_LABELS || change.remove.length > MOST_LABELS) return refuse(400, 'Too many labels.');
  const known = box.labels();
  for (const id of all) {
    const fixed = FIXED_LABELS.includes(id);
    if (fixed || !known.some((label) => label.id === id)) return refuse(400, `Invalid label: ${id}`);
  }
  return change;
}

export const trash = (box: Mailbox, message: StoredMessage): StoredMessage =>
  box.relabel(message, ['TRASH'], ['INBOX']);
export const untrash = (box: Mailbox, message: StoredMessage): StoredMessage => box.relabel(message, [], ['TRASH']);

const changing =
  (change: (call: Call, box: Mailbox, message: StoredMessage) => StoredMessage): Operation['run'] =>
  (call, { id = '' }, context) =>
    json(briefShape(change(call, context.box, ownMessage(id, context))));

/** Messages that are not there are passed over. */
function changeMany(call: Call, _: Record<string, string>, { box }: Context): Response {
  const body = readBody(call);
  const ids = texts(body, 'ids');
  if (!ids.length) return refuse(400, 'No message ids specified');
  if (ids.length > MOST_AT_ONCE) return refuse(400, 'Too many message ids specified');
  const { add, remove } = labelChange(body, box);
  for (const id of new Set(ids)) {
    const message = box.get(id);
    if (message) box.relabel(message, add, remove);
  }
  return new Response(null, { status: 204 });
}

const BASE = '/gmail/v1/users/:userId/messages';

export const MESSAGE_OPERATIONS: Record<string, Operation> = {
  [`GET ${BASE}`]: { scopes: SCOPES.list, units: 5, run: list },
  [`POST ${BASE}/send`]: {
    scopes: SCOPES.send,
    units: 100,
    run: (call, _, context) => {
      const { raw, threadId } = readBody(call);
      return json(briefShape(sendRaw(raw, threadId, context)));
    },
  },
  [`POST ${BASE}/batchModify`]: { scopes: SCOPES.change, units: 50, run: changeMany },
  [`GET ${BASE}/:id`]: {
    scopes: SCOPES.list,
    units: 20,
    run: (call, { id = '' }, context) => {
      const format = formatOf(call, context);
      const message = ownMessage(id, context);
      return json(messageShape(message, context.box, format, call.query.getAll('metadataHeaders')));
    },
  },
  [`POST ${BASE}/:id/modify`]: {
    scopes: SCOPES.change,
    units: 5,
    run: changing((call, box, message) => {
      const { add, remove } = labelChange(readBody(call), box);
      return box.relabel(message, add, remove);
    }),
  },
  [`POST ${BASE}/:id/trash`]: {
    scopes: SCOPES.change,
    units: 20,
    run: changing((_, box, message) => trash(box, message)),
  },
  [`POST ${BASE}/:id/untrash`]: {
    scopes: SCOPES.change,
    units: 20,
    run: changing((_, box, message) => untrash(box, message)),
  },
  [`GET ${BASE}/:messageId/attachments/:id`]: {
    scopes: SCOPES.read,
    units: 20,
    run: (_, { messageId = '', id = '' }, context) => {
      const message = ownMessage(messageId, context);
      const part = findAttachment(context.box.mime(message.id), message.id, id);
      return part ? json(attachmentShape(part)) : refuse(400, 'Invalid attachment token');
    },
  },
};
