import { isObject, json, type Call, type JsonObject } from '../../kernel/call';
import { notFound, refuse } from '../failure';
import { type StoredDraft, type StoredMessage } from '../mailbox';
import { parseQuery } from '../search';
import { paged, pageSize, readBody, SCOPES, type Context, type Operation } from './operation';
import { completed, namedThread, rawBytes, sendBytes } from './send';
import { briefShape, formatOf, messageShape } from './shapes';

const BASE = '/gmail/v1/users/:userId/drafts';

function ownDraft(id: string, { box }: Context): { draft: StoredDraft; message: StoredMessage } {
  const draft = box.draft(id);
  const message = draft && box.get(draft.messageId);
  return draft && message ? { draft, message } : notFound();
}

function written(body: JsonObject, context: Context, thread?: string): StoredMessage {
  const message = isObject(body.message) ? body.message : refuse(400, 'Missing draft message');
  const raw = completed(rawBytes(message.raw), context);
  const threadId = namedThread(message.threadId, context) ?? thread;
  return context.box.add({ raw, labels: ['DRAFT'], date: context.sandbox.now(), threadId });
}

function send(call: Call, _: Record<string, string>, context: Context): Response {
  const { box } = context;
  const body = readBody(call);
  if (typeof body.id !== 'string') return refuse(400, 'Missing draft id');
  const { draft, message } = ownDraft(body.id, context);
  const replacement = isObject(body.message) ? body.message : undefined;
  const bytes = replacement?.raw === undefined ? box.raw(message.id) : rawBytes(replacement.raw);
  const thread = box.thread(message.threadId).length > 1 ? message.threadId : undefined;
  const sent = sendBytes(bytes, thread, context);
  box.remove(message);
  box.deleteDraft(draft.id);
  return json(briefShape(sent));
}

export const DRAFT_OPERATIONS: Record<string, Operation> = {
  [`GET ${BASE}`]: {
    scopes: SCOPES.readDrafts,
    units: 5,
    run: (call, _, context) => {
      const { box, email, sandbox } = context;
      const query = parseQuery(call.query.get('q') ?? '', { labels: box.labels(), now: sandbox.now(), me: email });
      const found = box
        .listDrafts()
        .flatMap(({ id, messageId }) => {
          const message = box.get(messageId);
          return message && query.test(message) ? [{ id, message }] : [];
        })
        .sort((a, b) => b.message.date - a.message.date);
      const { page, nextPageToken } = paged(call, found, pageSize(call));
      const drafts = page.map(({ id, message }) => ({ id, message: { id: message.id, threadId: message.threadId } }));
      return json({
        ...(drafts.length ? { drafts } : {}),
        ...(nextPageToken ? { nextPageToken } : {}),
        resultSizeEstimate: found.length,
      });
    },
  },
  [`POST ${BASE}`]: {
    scopes: SCOPES.drafts,
    units: 10,
    run: (call, _, context) => {
      const message = written(readBody(call), context);
      return json({ id: context.box.saveDraft(message.id).id, message: briefShape(message) });
    },
  },
  [`POST ${BASE}/send`]: { scopes: SCOPES.drafts, units: 100, run: send },
  [`GET ${BASE}/:id`]: {
    scopes: SCOPES.readDrafts,
    units: 20,
    run: (call, { id = '' }, context) => {
      const format = formatOf(call, context);
      const { draft, message } = ownDraft(id, context);
      return json({ id: draft.id, message: messageShape(message, context.box, format) });
    },
  },
  [`PUT ${BASE}/:id`]: {
    scopes: SCOPES.drafts,
    units: 15,
    run: (call, { id = '' }, context) => {
      const { draft, message } = ownDraft(id, context);
      const thread = context.box.thread(message.threadId).length > 1 ? message.threadId : undefined;
      const next = written(readBody(call), context, thread);
      context.box.remove(message);
      context.box.saveDraft(next.id, draft.id);
      return json({ id: draft.id, message: briefShape(next) });
    },
  },
  [`DELETE ${BASE}/:id`]: {
    scopes: SCOPES.drafts,
    units: 10,
    run: (_, { id = '' }, context) => {
      const { draft, message } = ownDraft(id, context);
      context.box.remove(message);
      context.box.deleteDraft(draft.id);
      return new Response(null, { status: 204 });
    },
  },
};
