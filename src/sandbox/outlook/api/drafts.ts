import { isObject, type Call, type JsonObject } from '../../kernel/call';
import { keyOfEmail, STAFF } from '../../world/people';
import { refuse } from '../failure';
import { Mailbox, type Address, type StoredMessage } from '../mailbox';
import { blank } from '../seed';
import { changesIn, recipientsIn } from './content';
import { ownMessage, shown } from './messages';
import { accepted, BASE, CHANGE, readBody, SEND, type Context, type Operation } from './operation';

type Params = Record<string, string>;
type Answer = 'reply' | 'replyAll' | 'forward';

function newDraft({ box, sandbox }: Context, parts: Partial<StoredMessage>): StoredMessage {
  return box.add({ ...blank(box.owner, sandbox.now()), folder: box.folders.own('drafts'), ...parts, draft: true });
}

const prefixed = (prefix: string, subject: string): string =>
  subject.toLowerCase().startsWith(prefix.toLowerCase()) ? subject : `${prefix} ${subject}`;

/** A draft that answers or forwards: what the body gives stands above the message, or in place of it. */
function answering(kind: Answer, body: JsonObject, original: StoredMessage, context: Context): StoredMessage {
  const { comment, message, toRecipients } = body;
  const given = isObject(message) ? message : {};
  if (comment !== undefined && given.body !== undefined) {
    return refuse(400, 'ErrorInvalidRequest', 'Specify either a comment or the body of the message, not both.');
  }
  if (toRecipients !== undefined && given.toRecipients !== undefined) {
    return refuse(400, 'ErrorInvalidRequest', 'Specify the recipients once.');
  }
  const own = typeof comment === 'string' ? comment : '';
  const head = `\n\n________________________________\nFrom: ${original.from.name} <${original.from.address}>\nSubject: ${original.subject}\n\n`;
  return newDraft(context, {
    conversationId: original.conversationId,
    subject: prefixed(kind === 'forward' ? 'Fw:' : 'Re:', original.subject),
    text: `${own}${head}${original.text}`,
    unique: own,
    ...recipientsOf(kind, original, context),
    ...(kind === 'forward' && { attachments: original.attachments }),
    ...(toRecipients !== undefined && { to: recipientsIn(toRecipients, 'toRecipients') }),
    ...changesIn(given, true),
  });
}

function recipientsOf(kind: Answer, original: StoredMessage, { box }: Context): { to?: Address[]; cc?: Address[] } {
  if (kind === 'forward') return {};
  const me = blank(box.owner, 0).from.address;
  // Whoever answers their own message writes to those they wrote to.
  const to = original.from.address === me ? original.to : [original.from];
  if (kind === 'reply') return { to };
  const others = [...to, ...original.to].filter(({ address }) => address !== me);
  const unique = others.filter((one, at) => others.findIndex(({ address }) => address === one.address) === at);
  return { to: unique, cc: original.cc.filter(({ address }) => address !== me) };
}

/** Files the draft as sent, under the same immutable id, and delivers it to everybody who has a mailbox here. */
export function sendOut(draft: StoredMessage, { box, sandbox }: Context, keep = true): void {
  const recipients = [...draft.to, ...draft.cc, ...draft.bcc];
  if (!recipients.length) refuse(400, 'ErrorInvalidRecipients', 'At least one recipient is required.');
  const now = sandbox.now();
  const sent = { draft: false, read: true, sent: now, received: now, folder: box.folders.own('sentitems') };
  const message = box.change(draft, sent);
  if (!keep) box.remove(message);
  for (const address of new Set(recipients.map((one) => one.address.toLowerCase()))) {
    const key = keyOfEmail(address);
    if (key === undefined || !STAFF.includes(key)) continue;
    const other = new Mailbox(sandbox, key);
    const { id: _, version: __, created: ___, modified: ____, conversationId, bcc: _____, ...copy } = message;
    const known = other.messages().find(({ subject }) => bare(subject) === bare(message.subject));
    other.add({
      ...copy,
      bcc: [],
      read: false,
      flagged: false,
      categories: [],
      folder: other.folders.own('inbox'),
      conversationId: key === box.owner ? conversationId : known?.conversationId,
    });
  }
}

const bare = (subject: string): string => subject.replace(/^((re|fw|fwd):\s*)+/i, '').toLowerCase();

function ownDraft(id: string, context: Context): StoredMessage {
  const message = ownMessage(id, context);
  return message.draft ? message : refuse(400, 'ErrorInvalidOperation', 'The message is no draft.');
}

const createAnswer =
  (kind: Answer) =>
  (call: Call, { id = '' }: Params, context: Context): Response => {
    const original = ownMessage(id, context);
    const body = call.body.length ? readBody(call) : {};
    return shown(answering(kind, body, original, context), context, 201);
  };

const sendAnswer =
  (kind: Answer) =>
  (call: Call, { id = '' }: Params, context: Context): Response => {
    const original = ownMessage(id, context);
    sendOut(answering(kind, readBody(call), original, context), context);
    return accepted();
  };

function sendMail(call: Call, _: Params, context: Context): Response {
  const { message, saveToSentItems = true } = readBody(call);
  if (!isObject(message)) return refuse(400, 'ErrorInvalidRequest', 'The message is missing.');
  sendOut(newDraft(context, changesIn(message, true)), context, saveToSentItems !== false);
  return accepted();
}

export const DRAFT_OPERATIONS: Record<string, Operation> = {
  [`POST ${BASE}/messages`]: {
    scopes: CHANGE,
    run: (call, _, context) => shown(newDraft(context, changesIn(readBody(call), true)), context, 201),
  },
  [`POST ${BASE}/messages/:id/createReply`]: { scopes: CHANGE, run: createAnswer('reply') },
  [`POST ${BASE}/messages/:id/createReplyAll`]: { scopes: CHANGE, run: createAnswer('replyAll') },
  [`POST ${BASE}/messages/:id/createForward`]: { scopes: CHANGE, run: createAnswer('forward') },
  [`POST ${BASE}/messages/:id/reply`]: { scopes: SEND, run: sendAnswer('reply') },
  [`POST ${BASE}/messages/:id/replyAll`]: { scopes: SEND, run: sendAnswer('replyAll') },
  [`POST ${BASE}/messages/:id/forward`]: { scopes: SEND, run: sendAnswer('forward') },
  [`POST ${BASE}/sendMail`]: { scopes: SEND, run: sendMail },
  [`POST ${BASE}/messages/:id/send`]: {
    scopes: SEND,
    run: (_, { id = '' }, context) => {
      sendOut(ownDraft(id, context), context);
      return accepted();
    },
  },
};
