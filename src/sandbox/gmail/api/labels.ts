import { json, type JsonObject } from '../../kernel/call';
import { notFound, refuse } from '../failure';
import { type StoredLabel } from '../labels';
import { readBody, SCOPES, type Context, type Operation } from './operation';

const MESSAGE_VISIBILITY = ['show', 'hide'] as const;
const LIST_VISIBILITY = ['labelShow', 'labelShowIfUnread', 'labelHide'] as const;
const LONGEST_NAME = 225;

function choice<T extends string>(body: JsonObject, name: string, allowed: readonly T[], fallback: T): T {
  const given = body[name];
  if (given === undefined) return fallback;
  return allowed.find((value) => value === given) ?? refuse(400, `Invalid value at 'label.${name}'`);
}

function nameOf(body: JsonObject, { box }: Context, own?: StoredLabel): string {
  const name = typeof body.name === 'string' ? body.name.trim() : '';
  if (!name || name.length > LONGEST_NAME) return refuse(400, 'Invalid label name');
  const taken = box.labels().find((label) => label.name.toLowerCase() === name.toLowerCase() && label.id !== own?.id);
  if (taken?.type === 'system') return refuse(400, 'Invalid label name');
  return taken ? refuse(409, 'Label name exists or conflicts') : name;
}

const create = (body: JsonObject, context: Context): StoredLabel =>
  context.box.saveLabel({
    name: nameOf(body, context),
    messageListVisibility: choice(body, 'messageListVisibility', MESSAGE_VISIBILITY, 'show'),
    labelListVisibility: choice(body, 'labelListVisibility', LIST_VISIBILITY, 'labelShow'),
  });

/** People change and delete the labels they made, not those the service has. */
function ownLabel(id: string, { box }: Context): StoredLabel {
  const label = box.labels().find((known) => known.id === id) ?? notFound();
  return label.type === 'user' ? label : refuse(400, 'Invalid update request');
}

function change(body: JsonObject, label: StoredLabel, context: Context): StoredLabel {
  const { messageListVisibility = 'show', labelListVisibility = 'labelShow' } = label;
  return context.box.changeLabel({
    ...label,
    name: body.name === undefined ? label.name : nameOf(body, context, label),
    messageListVisibility: choice(body, 'messageListVisibility', MESSAGE_VISIBILITY, messageListVisibility),
    labelListVisibility: choice(body, 'labelListVisibility', LIST_VISIBILITY, labelListVisibility),
  });
}

/** Only a single label is counted: the list leaves the numbers out. */
function counted(label: StoredLabel, { box }: Context): JsonObject {
  const messages = box.messages().filter(({ labels }) => labels.includes(label.id));
  const unread = messages.filter(({ labels }) => labels.includes('UNREAD'));
  const threads = (list: typeof messages) => new Set(list.map(({ threadId }) => threadId)).size;
  return {
    ...label,
    messagesTotal: messages.length,
    messagesUnread: unread.length,
    threadsTotal: threads(messages),
    threadsUnread: threads(unread),
  };
}

const changing: Operation['run'] = (call, { id = '' }, context) =>
  json(change(readBody(call), ownLabel(id, context), context));

const BASE = '/gmail/v1/users/:userId/labels';

export const LABEL_OPERATIONS: Record<string, Operation> = {
  [`GET ${BASE}`]: { scopes: SCOPES.labels, units: 1, run: (_, __, { box }) => json({ labels: box.labels() }) },
  [`POST ${BASE}`]: {
    scopes: SCOPES.changeLabels,
    units: 5,
    run: (call, _, context) => json(create(readBody(call), context)),
  },
  [`GET ${BASE}/:id`]: {
    scopes: SCOPES.labels,
    units: 1,
    run: (_, { id = '' }, context) => {
      const label = context.box.labels().find((known) => known.id === id);
      return label ? json(counted(label, context)) : notFound();
    },
  },
  [`PATCH ${BASE}/:id`]: { scopes: SCOPES.changeLabels, units: 5, run: changing },
  [`PUT ${BASE}/:id`]: { scopes: SCOPES.changeLabels, units: 5, run: changing },
  [`DELETE ${BASE}/:id`]: {
    scopes: SCOPES.changeLabels,
    units: 5,
    run: (_, { id = '' }, context) => {
      context.box.deleteLabel(ownLabel(id, context));
      return new Response(null, { status: 204 });
    },
  },
};
