import { z } from 'zod';
import { SeneschalError } from './errors';
import { type PlatformApi } from './platform-call';
import { type SyncContext, type SyncPage, type SyncRecord, type SyncResource } from './sync';

/** Something a list of the platform's names. */
export interface ListedItem {
  /** Unique in the integration. An item that is kept as several records is their container, under this id. */
  id: string;
  /** When it takes place, in milliseconds since 1970. */
  at: number;
  /** Does it never change? It is then read once. */
  fixed: boolean;
  /** What it is kept as; nothing where it is not ready yet: it is asked again the next time. */
  records: () => Promise<SyncRecord[]> | SyncRecord[];
}

/** A resource of a platform that lists what there is, and does not tell what has changed since. */
export interface ListedResource extends Omit<SyncResource, 'page'> {
  /** How far an hourly look goes back, in milliseconds; once a day everything is listed. */
  lookBackMs: number;
  /** Names of the lists that together hold everything from a moment on (milliseconds since 1970), newest first. */
  lists: (from: number, now: number) => string[];
  /** One page of a list, some dozens of items at most. `token` goes on where the page before ended. */
  read: (
    api: PlatformApi,
    list: string,
    token: string | undefined,
    context: SyncContext,
  ) => Promise<{ items: readonly ListedItem[]; next?: string | undefined }>;
}

const DAY_MS = 86_400_000;
/** The platform may count days by another clock than ours: what lies as near to the edge of a look may be missing from it. */
const EDGE_MS = DAY_MS;

const cursorShape = z.object({
  /** What is kept, and when it takes place. */
  known: z.record(z.string(), z.number()),
  /** When everything was listed last. */
  deepAt: z.number(),
  /** The look under way: how far back it goes, which lists it still has to read, and what it saw. */
  look: z
    .object({
      deep: z.boolean(),
      from: z.number(),
      lists: z.array(z.string()),
      token: z.string().optional(),
      seen: z.array(z.string()),
    })
    .optional(),
});
type Cursor = z.output<typeof cursorShape>;
type Look = NonNullable<Cursor['look']>;

/** Lists are read again and compared with what is kept: that tells what is new and what has gone. */
export function listedResource({ lookBackMs, lists, read, ...rest }: ListedResource): SyncResource {
  const definition = { lookBackMs, lists, read };
  return { ...rest, page: (api, cursor, context) => readPage(definition, api, cursor, context) };
}

type Reading = Pick<ListedResource, 'lookBackMs' | 'lists' | 'read'>;

async function readPage(
  reading: Reading,
  api: PlatformApi,
  text: string | undefined,
  context: SyncContext,
): Promise<SyncPage> {
  const cursor: Cursor = text === undefined ? { known: {}, deepAt: 0 } : cursorShape.parse(JSON.parse(text));
  const look = (cursor.look ??= begun(reading, cursor, context));
  const records: SyncRecord[] = [];
  for (const item of await readList(reading, api, look, context)) {
    look.seen.push(item.id);
    if (item.fixed && Object.hasOwn(cursor.known, item.id)) continue;
    const kept = await item.records();
    if (kept.length === 0) continue;
    records.push(...kept);
    cursor.known[item.id] = item.at;
  }
  if (look.lists.length > 0) return { records, cursor: JSON.stringify(cursor), done: false };
  const gone = close(cursor, look, context);
  return { records, gone, goneContainers: gone, cursor: JSON.stringify(cursor), done: true };
}

function begun({ lookBackMs, lists }: Reading, { deepAt }: Cursor, { now, since }: SyncContext): Look {
  const deep = now - deepAt > DAY_MS;
  const from = deep ? since : Math.max(since, now - lookBackMs);
  return { deep, from, lists: lists(from, now), seen: [] };
}

/** The next page. A list whose token the platform no longer takes is read from its beginning. */
async function readList(
  { read }: Reading,
  api: PlatformApi,
  look: Look,
  context: SyncContext,
): Promise<readonly ListedItem[]> {
  const [list] = look.lists;
  if (list === undefined) return [];
  const { token } = look;
  delete look.token;
  try {
    const { items, next } = await read(api, list, token, context);
    if (next === undefined) look.lists.shift();
    else look.token = next;
    return items;
  } catch (error) {
    if (token !== undefined && SeneschalError.from(error).kind === 'invalid_request') return [];
    throw error;
  }
}

/** Ends a look. @returns what is kept, would have been seen, and was not. */
function close(cursor: Cursor, { deep, from, seen }: Look, { now, since }: SyncContext): string[] {
  const present = new Set(seen);
  const gone: string[] = [];
  const known: Cursor['known'] = {};
  for (const [id, at] of Object.entries(cursor.known)) {
    if (!present.has(id) && at >= from + EDGE_MS) gone.push(id);
    else if (at >= since) known[id] = at;
  }
  cursor.known = known;
  if (deep) cursor.deepAt = now;
  delete cursor.look;
  return gone;
}
