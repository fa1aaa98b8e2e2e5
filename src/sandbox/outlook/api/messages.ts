import { json, type Call, type JsonObject } from '../../kernel/call';
import { notFound, refuse } from '../failure';
import { parseFilter, sortValue } from '../filter';
import { type StoredFolder } from '../folders';
import { type StoredMessage } from '../mailbox';
import { parseSearch } from '../search';
import { changesIn } from './content';
import {
  BASE,
  CHANGE,
  contextOf,
  linkTo,
  options,
  paged,
  READ,
  readBody,
  type Context,
  type Operation,
} from './operation';
import { ATTACHMENT_FIELDS, attachmentShape, MESSAGE_FIELDS, messageShape, selection } from './shapes';

const OPTIONS = ['$select', '$top', '$skip', '$filter', '$orderby', '$search', '$skiptoken', '$count'];
/** A search finds no more than this. */
const MOST_FOUND = 1_000;

export function ownMessage(id: string, { box }: Context): StoredMessage {
  if (!/^[A-Za-z0-9_=+-]+$/.test(id)) return refuse(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
  return box.get(id) ?? notFound();
}

export const ownFolder = (given: string, { box }: Context): StoredFolder =>
  box.folders.find(given) ??
  (/^[A-Za-z0-9_=+-]+$/.test(given) ? notFound() : refuse(400, 'ErrorInvalidIdMalformed', 'Id is malformed.'));

function list(call: Call, folder: StoredFolder | undefined, context: Context): Response {
  const found = options(call, OPTIONS);
  const fields = selection(found.get('$select'), MESSAGE_FIELDS, 'message');
  const all = context.box.messages(folder?.id);
  const search = found.get('$search');
  const { page, nextLink } =
    search === undefined ? paged(call, found, filtered(all, found)) : searched(call, all, search, found);
  return json({
    '@odata.context': contextOf("users('me')/messages"),
    ...(found.get('$count') === 'true' && { '@odata.count': all.length }),
    value: page.map((message) => messageShape(message, context, [...fields])),
    ...(nextLink !== undefined && { '@odata.nextLink': nextLink }),
  });
}

/** Newest first unless `$orderby` says otherwise. What is sorted by has to stand first in the filter. */
function filtered(all: StoredMessage[], found: Map<string, string>): StoredMessage[] {
  const filter = found.has('$filter') ? parseFilter(found.get('$filter') ?? '') : undefined;
  const orders = (found.get('$orderby') ?? '').split(',').filter((part) => part.trim() !== '');
  const sorts = orders.map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/);
    const read = sortValue(name) ?? refuse(400, 'BadRequest', `Could not find a property named '${name}'.`);
    return { name, read, sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
  });
  const named = [...new Set(filter?.properties)];
  if (filter && sorts.some(({ name }, index) => named[index] !== name)) {
    return refuse(400, 'InefficientFilter', 'The restriction or sort order is too complex for this operation.');
  }
  const left = filter ? all.filter(filter.test) : all;
  return sorts.length === 0
    ? left
    : left.sort((a, b) => {
        for (const { read, sign } of sorts) {
          const [x, y] = [read(a), read(b)];
          if (x !== y) return x < y ? -sign : sign;
        }
        return 0;
      });
}

/** A search is sorted by date, takes neither filter nor order, and goes on by a token. */
function searched(call: Call, all: StoredMessage[], search: string, found: Map<string, string>) {
  const others = [
    ['$filter', 'SearchWithFilter'],
    ['$orderby', 'SearchWithOrderBy'],
    ['$skip', 'SearchWithSkip'],
  ] as const;
  for (const [name, code] of others) {
    if (found.has(name)) refuse(400, code, `The query parameter '${name}' is not supported with '$search'.`);
  }
  const matches = all.filter(parseSearch(search)).slice(0, MOST_FOUND);
  const token = found.get('$skiptoken');
  const [, start = '0'] =
    token === undefined ? [] : (/^MSZz(\d{1,4})$/.exec(token) ?? refuse(400, 'BadRequest', 'Bad token.'));
  const asked = new Map([...found, ['$skip', start]]);
  const { page, nextLink } = paged(call, asked, matches);
  if (nextLink === undefined) return { page };
  const next = new URL(nextLink).searchParams.get('$skip') ?? '';
  return { page, nextLink: linkTo(call, '$skiptoken', `MSZz${next}`) };
}

function get(call: Call, { id = '' }: Record<string, string>, context: Context): Response {
  const fields = selection(options(call, ['$select']).get('$select'), MESSAGE_FIELDS, 'message');
  return shown(ownMessage(id, context), context, 200, fields);
}

export const shown = (
  message: StoredMessage,
  context: Context,
  status = 200,
  fields: readonly string[] = MESSAGE_FIELDS,
): Response => {
  const body: JsonObject = { '@odata.context': contextOf("users('me')/messages/$entity") };
  return json({ ...body, ...messageShape(message, context, [...fields]) }, status);
};

function patch(call: Call, { id = '' }: Record<string, string>, context: Context): Response {
  const message = ownMessage(id, context);
  const changes = changesIn(readBody(call), message.draft);
  return shown(context.box.change(message, changes), context);
}

function move(call: Call, { id = '' }: Record<string, string>, context: Context): Response {
  const { destinationId } = readBody(call);
  if (typeof destinationId !== 'string') return refuse(400, 'BadRequest', 'The destination folder is missing.');
  const message = ownMessage(id, context);
  const target = context.box.folders.find(destinationId);
  if (!target) return refuse(404, 'ErrorFolderNotFound', 'The specified folder could not be found in the store.');
  return shown(context.box.change(message, { folder: target.id }), context, 201);
}

/** To the bin first; from there for good. */
function remove(_: Call, { id = '' }: Record<string, string>, context: Context): Response {
  const message = ownMessage(id, context);
  const bin = context.box.folders.own('deleteditems');
  if (message.folder === bin) context.box.remove(message);
  else context.box.change(message, { folder: bin });
  return new Response(null, { status: 204 });
}

function attachments(call: Call, { id = '' }: Record<string, string>, context: Context): Response {
  const found = options(call, ['$select', '$top', '$skip']);
  const fields = found.has('$select') ? selection(found.get('$select'), ATTACHMENT_FIELDS, 'attachment') : undefined;
  const message = ownMessage(id, context);
  const { page, nextLink } = paged(call, found, message.attachments);
  return json({
    '@odata.context': contextOf("users('me')/messages('id')/attachments"),
    value: page.map((attachment) => attachmentShape(attachment, message, fields)),
    ...(nextLink !== undefined && { '@odata.nextLink': nextLink }),
  });
}

function attachment(call: Call, { id = '', attachmentId = '' }: Record<string, string>, context: Context): Response {
  const select = options(call, ['$select']).get('$select');
  const message = ownMessage(id, context);
  const found = message.attachments.find((one) => one.id === attachmentId) ?? notFound();
  const fields = select === undefined ? undefined : selection(select, ATTACHMENT_FIELDS, 'attachment');
  return json({
    '@odata.context': contextOf("users('me')/messages('id')/attachments/$entity"),
    ...attachmentShape(found, message, fields),
  });
}

export const MESSAGE_OPERATIONS: Record<string, Operation> = {
  [`GET ${BASE}/messages`]: { scopes: READ, run: (call, _, context) => list(call, undefined, context) },
  [`GET ${BASE}/mailFolders/:folder/messages`]: {
    scopes: READ,
    run: (call, { folder = '' }, context) => list(call, ownFolder(folder, context), context),
  },
  [`GET ${BASE}/messages/:id`]: { scopes: READ, run: get },
  [`PATCH ${BASE}/messages/:id`]: { scopes: CHANGE, run: patch },
  [`DELETE ${BASE}/messages/:id`]: { scopes: CHANGE, run: remove },
  [`POST ${BASE}/messages/:id/move`]: { scopes: CHANGE, run: move },
  [`GET ${BASE}/messages/:id/attachments`]: { scopes: READ, run: attachments },
  [`GET ${BASE}/messages/:id/attachments/:attachmentId`]: { scopes: READ, run: attachment },
};
