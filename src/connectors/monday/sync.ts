import { z } from 'zod';
import { SeneschalError } from '../../core/errors';
import { type PlatformApi } from '../../core/platform-call';
import { type SyncContext, type SyncPage, type SyncRecord, type SyncResource } from '../../core/sync';
import { read } from './client';
import { SYNC_BOARDS, SYNC_ITEMS, SYNC_MORE_ITEMS, SYNC_UPDATES } from './documents';
import { mondayItem, valuesOf } from './item';
import { mondayThread, type mondayUpdate, textOf } from './schema';

/*
 * Items of every board the person sees, and what was written on them. monday.com has no cursor over changes: each board gives its
 * items by their last change, the newest first, and is left where the last pass began. Calls are counted by the day, so several boards
 * go into one. What was deleted or archived stands in the boards' activity logs alone.
 */

const BOARDS_PER_LIST = 100;
const BOARDS_PER_CALL = 5;
const ITEMS_PER_CALL = 100;
const UPDATES_PER_CALL = 100;
/** One page of ours ends after so many calls or records. */
const MOST_CALLS = 4;
const MOST_RECORDS = 200;
/** Each pass begins this long before the last one did: indexes lag, clocks differ. */
const OVERLAP_MS = 10 * 60_000;
const GONE = ['delete_pulse', 'archive_pulse', 'batch_delete_pulses', 'batch_archive_pulses'];

const NEWEST_FIRST = { order_by: [{ column_id: '__last_updated__', direction: 'desc' }] };

const cursorShape = z.object({
  /** When the last pass began: what changed before is known. */
  mark: z.number(),
  boards: z.array(z.string()),
  pass: z
    .object({
      startedAt: z.number(),
      listed: z.array(z.string()),
      /** Page of the list of boards; null once it was read. */
      list: z.number().nullable(),
      queue: z.array(z.string()),
      /** Boards with more items than one call gives. */
      more: z.array(z.object({ id: z.string(), name: z.string(), cursor: z.string() })),
      /** Page of the updates. */
      updates: z.number(),
    })
    .optional(),
});
type Cursor = z.output<typeof cursorShape>;
type Pass = NonNullable<Cursor['pass']>;

const person = z.object({ id: z.string(), name: z.string(), email: z.string().optional() });
const syncedItem = mondayItem.extend({ creator: person.nullish() });
const syncedPage = z.object({ cursor: z.string().nullish(), items: z.array(syncedItem) });
const boardsShape = z.object({ boards: z.array(z.object({ id: z.string(), type: z.string().nullish() })) });
const itemsShape = z.object({
  boards: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      activity_logs: z.array(z.object({ event: z.string(), data: z.string() })).nullish(),
      items_page: syncedPage,
    }),
  ),
});
const moreShape = z.object({ next_items_page: syncedPage });
const updatesShape = z.object({
  updates: z
    .array(
      mondayThread.extend({
        item: z
          .object({
            id: z.string(),
            name: z.string(),
            url: z.string(),
            board: z.object({ id: z.string(), name: z.string() }).nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});

export const itemsResource: SyncResource = {
  title: 'items',
  stores: 'Items of the boards you see with their values, and the updates people wrote on them.',
  kinds: ['item', 'message'],
  page: readPage,
};

interface Step {
  api: PlatformApi;
  context: SyncContext;
  cursor: Cursor;
  /** What changed since then is read. */
  from: number;
  records: SyncRecord[];
  gone: string[];
  goneContainers: string[];
}

async function readPage(api: PlatformApi, text: string | undefined, context: SyncContext): Promise<SyncPage> {
  const cursor: Cursor = text === undefined ? { mark: context.since, boards: [] } : cursorShape.parse(JSON.parse(text));
  const from = Math.max(context.since, cursor.mark - OVERLAP_MS);
  const step: Step = { api, context, cursor, from, records: [], gone: [], goneContainers: [] };
  let done = false;
  for (let calls = 0; !done && calls < MOST_CALLS && step.records.length < MOST_RECORDS; calls += 1)
    done = await advance(step);
  const { records, gone, goneContainers } = step;
  return { records, gone, goneContainers, cursor: JSON.stringify(cursor), done };
}

/** One call. @returns whether the pass is over. */
async function advance(step: Step): Promise<boolean> {
  const { cursor, context } = step;
  cursor.pass ??= { startedAt: context.now, listed: [], list: 1, queue: [], more: [], updates: 1 };
  const { pass } = cursor;
  if (pass.list !== null) await readBoards(step, pass, pass.list);
  else if (pass.more[0] !== undefined) await readMore(step, pass, pass.more[0]);
  else if (pass.queue.length > 0) await readItems(step, pass);
  else if (!(await readUpdates(step, pass))) {
    cursor.mark = pass.startedAt;
    cursor.boards = pass.listed;
    delete cursor.pass;
    return true;
  }
  return false;
}

async function readBoards(step: Step, pass: Pass, page: number): Promise<void> {
  const { boards } = await read(step.api, SYNC_BOARDS, { limit: BOARDS_PER_LIST, page }, boardsShape);
  pass.listed.push(...boards.filter(({ type }) => (type ?? 'board') === 'board').map(({ id }) => id));
  pass.list = boards.length === BOARDS_PER_LIST ? page + 1 : null;
  if (pass.list !== null) return;
  pass.queue = [...pass.listed];
  // What the person can no longer open there is not theirs to find here either.
  step.goneContainers.push(...step.cursor.boards.filter((id) => !pass.listed.includes(id)));
}

async function readItems(step: Step, pass: Pass): Promise<void> {
  const ids = pass.queue.slice(0, BOARDS_PER_CALL);
  const known = ids.filter((id) => step.cursor.boards.includes(id));
  // A board that is new to us has items that changed long before the last pass.
  const asked = known.length > 0 ? known : ids;
  const from = known.length > 0 ? step.from : step.context.since;
  const variables = {
    boards: asked,
    count: asked.length,
    limit: ITEMS_PER_CALL,
    order: NEWEST_FIRST,
    from: new Date(from).toISOString(),
  };
  const { boards } = await read(step.api, SYNC_ITEMS, variables, itemsShape);
  for (const { id, name, activity_logs: logs, items_page: page } of boards) {
    step.gone.push(...(logs ?? []).flatMap(goneOf));
    keep(step, { id, name }, page, from, pass);
  }
  pass.queue = pass.queue.filter((id) => !asked.includes(id));
}

/** Goes on with a board; one whose cursor has died (after 60 minutes) is read once more from its newest item. */
async function readMore(step: Step, pass: Pass, { id, name, cursor }: Pass['more'][number]): Promise<void> {
  pass.more.shift();
  try {
    const variables = { cursor, limit: ITEMS_PER_CALL };
    const { next_items_page: page } = await read(step.api, SYNC_MORE_ITEMS, variables, moreShape);
    const from = step.cursor.boards.includes(id) ? step.from : step.context.since;
    keep(step, { id, name }, page, from, pass);
  } catch (error) {
    if (SeneschalError.from(error).kind !== 'invalid_request') throw error;
    pass.queue.push(id);
  }
}

function keep(
  step: Step,
  board: { id: string; name: string },
  { items, cursor }: z.output<typeof syncedPage>,
  from: number,
  pass: Pass,
): void {
  const changed = items.filter((item) => msOf(item.updated_at ?? item.created_at) >= from);
  step.records.push(...changed.map((item) => toRecord(item, board)));
  if (cursor && changed.length === items.length) pass.more.push({ ...board, cursor });
}

/** @returns whether there may be more. */
async function readUpdates(step: Step, pass: Pass): Promise<boolean> {
  const variables = {
    limit: UPDATES_PER_CALL,
    page: pass.updates,
    from: new Date(step.from).toISOString(),
    to: new Date(pass.startedAt + OVERLAP_MS).toISOString(),
  };
  const found = (await read(step.api, SYNC_UPDATES, variables, updatesShape)).updates ?? [];
  for (const { replies, item, ...update } of found) {
    if (!item) continue;
    for (const written of [update, ...(replies ?? [])]) step.records.push(toMessage(written, item));
  }
  pass.updates += 1;
  return found.length === UPDATES_PER_CALL;
}

const goneShape = z.object({
  pulse_id: z.union([z.string(), z.number()]).optional(),
  pulse_ids: z.array(z.union([z.string(), z.number()])).optional(),
});

function goneOf({ event, data }: { event: string; data: string }): string[] {
  if (!GONE.includes(event)) return [];
  const { pulse_id: one, pulse_ids: many = [] } = goneShape.safeParse(parseJson(data)).data ?? {};
  return [...(one === undefined ? [] : [one]), ...many].map((id) => itemKey(String(id)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toRecord(item: z.output<typeof syncedItem>, board: { id: string; name: string }): SyncRecord {
  const values = valuesOf(item.column_values);
  const people = item.column_values.filter(({ type, text }) => type === 'people' && text).map(({ text }) => text ?? '');
  const involved = [nameOf(item.creator), ...people.flatMap((names) => names.split(', '))];
  return {
    kind: 'item',
    externalId: itemKey(item.id),
    at: msOf(item.created_at),
    updatedAt: msOf(item.updated_at ?? item.created_at),
    title: item.name,
    text: [
      ...(item.group ? [`Group: ${item.group.title}`] : []),
      ...values.map(({ title, text }) => `${title}: ${text}`),
    ].join('\n'),
    people: [...new Set(involved.filter((one) => one !== undefined))],
    ...(item.url !== undefined && { url: item.url }),
    container: board,
    ids: { item_id: item.id, board_id: board.id },
  };
}

function toMessage(
  update: z.output<typeof mondayUpdate>,
  item: { id: string; name: string; url: string; board?: { id: string; name: string } | null | undefined },
): SyncRecord {
  const author = nameOf(update.creator);
  return {
    kind: 'message',
    externalId: `update:${update.id}`,
    at: msOf(update.created_at),
    updatedAt: msOf(update.edited_at ?? update.created_at),
    title: `${update.creator?.name ?? 'Somebody'} on ${item.name}`,
    text: textOf(update),
    people: author === undefined ? [] : [author],
    url: item.url,
    ...(item.board && { container: { id: item.board.id, name: item.board.name } }),
    ids: { item_id: item.id, update_id: update.id },
  };
}

const itemKey = (id: string): string => `item:${id}`;
const nameOf = (one: z.output<typeof person> | null | undefined): string | undefined =>
  one ? (one.email ? `${one.name} <${one.email}>` : one.name) : undefined;
const msOf = (text: string | null | undefined): number => Date.parse(text ?? '') || 0;
