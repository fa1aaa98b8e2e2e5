import { isObject, json, parseJson, type Call } from '../../kernel/call';
import { fromBase64, fromUtf8 } from '../../kernel/crypto';
import { refuse } from '../failure';
import { parseFilter } from '../filter';
import { tokenOf } from '../ids';
import { type StoredFolder } from '../folders';
import { ownFolder } from './messages';
import {
  BASE,
  CHANGE,
  contextOf,
  GRAPH,
  options,
  paged,
  READ,
  readBody,
  type Context,
  type Operation,
} from './operation';
import { FOLDER_FIELDS, folderShape, idOf, MESSAGE_FIELDS, messageShape, selection } from './shapes';

const PAGE = 10;
const LARGEST_PAGE = 200;

function list(call: Call, parent: string, { box }: Context): Response {
  const found = options(call, ['$select', '$top', '$skip']);
  const fields = selection(found.get('$select'), FOLDER_FIELDS, 'mailFolder');
  const { page, nextLink } = paged(call, found, box.folders.inside(parent));
  return json({
    '@odata.context': contextOf("users('me')/mailFolders"),
    value: page.map((folder) => folderShape(folder, box, fields)),
    ...(nextLink !== undefined && { '@odata.nextLink': nextLink }),
  });
}

function create(call: Call, parent: StoredFolder, { box }: Context): Response {
  const { displayName } = readBody(call);
  if (typeof displayName !== 'string' || displayName === '') {
    return refuse(400, 'ErrorInvalidFolderName', 'The folder has no name.');
  }
  const taken = box.folders.inside(parent.id).some(({ name }) => name.toLowerCase() === displayName.toLowerCase());
  if (taken) return refuse(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
  const folder = box.folders.add(displayName, parent.id);
  return json({ '@odata.context': contextOf("users('me')/mailFolders/$entity"), ...folderShape(folder, box) }, 201);
}

/** What a link of a delta query remembers: everything, so that it is followed without another parameter. */
interface Position {
  folder: string;
  world: number;
  /** The state of the mailbox the query tells about. */
  seq: number;
  /** Changes after this; undefined while everything is told. */
  from?: number;
  offset: number;
  select?: string;
  since?: number;
}

const syncLost = (): never => refuse(410);

/** A token that is not of this folder, or of a company that was seeded anew since, is one the service has forgotten. */
function positionIn(token: string, folder: StoredFolder, { sandbox }: Context): Position {
  const bytes = fromBase64(token);
  const read = bytes && parseJson(fromUtf8(bytes));
  if (!isObject(read) || typeof read.seq !== 'number') return refuse(400, 'SyncStateInvalid', 'The token is no token.');
  const position = read as unknown as Position;
  return position.folder === folder.id && position.world === sandbox.anchor ? position : syncLost();
}

function firstPosition(found: Map<string, string>, folder: StoredFolder, { box, sandbox }: Context): Position {
  const filter = found.get('$filter');
  const since = filter === undefined ? undefined : sinceOf(filter);
  const select = found.get('$select');
  selection(select, MESSAGE_FIELDS, 'message');
  return {
    ...{ folder: folder.id, world: sandbox.anchor, seq: box.seq(), offset: 0 },
    ...(select !== undefined && { select }),
    ...(since !== undefined && { since }),
  };
}

/** A delta query is filtered by the date received alone, and only from one on. */
function sinceOf(filter: string): number {
  parseFilter(filter);
  const [, moment = ''] = /^\s*receivedDateTime\s+g[et]\s+(\S+)\s*$/.exec(filter) ?? [];
  const since = Date.parse(moment);
  return Number.isNaN(since) ? refuse(400, 'ErrorInvalidUrlQueryFilter', 'The filter is not supported here.') : since;
}

function delta(call: Call, params: Record<string, string>, context: Context): Response {
  const { box, prefer } = context;
  const folder = ownFolder(params.folder ?? '', context);
  const found = options(call, ['$select', '$filter', '$skiptoken', '$deltatoken', '$top']);
  const more = found.get('$skiptoken');
  const last = found.get('$deltatoken');
  const known = more ?? last;
  const stored = known === undefined ? firstPosition(found, folder, context) : positionIn(known, folder, context);
  // A delta link begins a round of its own: what changed until now.
  const position = last === undefined ? stored : { ...stored, from: stored.seq, seq: box.seq(), offset: 0 };
  const { from, since, select } = position;
  const ids =
    from === undefined
      ? box
          .messages(folder.id)
          .filter(({ received }) => since === undefined || received >= since)
          .map(({ id }) => id)
      : box.changedSince(from, folder.id);
  const size = Math.min(prefer.pageSize ?? PAGE, LARGEST_PAGE);
  const end = position.offset + size;
  const fields = selection(select, MESSAGE_FIELDS, 'message');
  const value = ids.slice(position.offset, end).flatMap((id) => {
    const message = box.get(id);
    const inside = message?.folder === folder.id;
    if (message && inside) {
      return since === undefined || message.received >= since ? [messageShape(message, context, [...fields])] : [];
    }
    const gone = message ? idOf(message, context) : id;
    return from === undefined
      ? []
      : [{ '@odata.type': '#microsoft.graph.message', id: gone, '@removed': { reason: 'deleted' } }];
  });
  const over = end >= ids.length;
  const token = tokenOf(over ? { ...position, offset: 0, from: undefined } : { ...position, offset: end });
  const link = `${GRAPH}${call.path}?${new URLSearchParams({ [over ? '$deltatoken' : '$skiptoken']: token }).toString()}`;
  return json({
    '@odata.context': contextOf('Collection(message)'),
    value,
    [over ? '@odata.deltaLink' : '@odata.nextLink']: link,
  });
}

export const FOLDER_OPERATIONS: Record<string, Operation> = {
  [`GET ${BASE}/mailFolders`]: {
    scopes: READ,
    run: (call, _, context) => list(call, context.box.folders.root, context),
  },
  [`POST ${BASE}/mailFolders`]: {
    scopes: CHANGE,
    run: (call, _, context) => create(call, ownFolder('msgfolderroot', context), context),
  },
  [`GET ${BASE}/mailFolders/:folder`]: {
    scopes: READ,
    run: (call, { folder = '' }, context) => {
      const fields = selection(options(call, ['$select']).get('$select'), FOLDER_FIELDS, 'mailFolder');
      return json(folderShape(ownFolder(folder, context), context.box, fields));
    },
  },
  [`GET ${BASE}/mailFolders/:folder/childFolders`]: {
    scopes: READ,
    run: (call, { folder = '' }, context) => list(call, ownFolder(folder, context).id, context),
  },
  [`POST ${BASE}/mailFolders/:folder/childFolders`]: {
    scopes: CHANGE,
    run: (call, { folder = '' }, context) => create(call, ownFolder(folder, context), context),
  },
  [`GET ${BASE}/mailFolders/:folder/messages/delta`]: { scopes: READ, run: delta },
};
