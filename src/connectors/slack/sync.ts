import { z } from 'zod';
import { SeneschalError } from '../../core/errors';
import { type PlatformApi } from '../../core/platform-call';
import { type SyncContext, type SyncPage, type SyncRecord, type SyncResource } from '../../core/sync';
import { nextCursor, page, read } from './client';
import { lookUpPeople } from './people';
import { mentionsIn, plainText } from './plain-text';
import { slackMessage } from './schema';

/*
 * Messages of every conversation the person is in. Slack has no cursor over all of them: each conversation is read from the newest
 * message it gave last time. A reply does not show in its channel, only as the `latest_reply` of the message it answers; so a channel
 * is read again from the first message of a thread that still lives, and once a day from further back.
 */

/** A thread lives for so long after its last reply. */
const LIVING_MS = 3 * 86_400_000;
/** How far back the daily look goes, for late replies and for edits. */
const DEEP_MS = 30 * 86_400_000;
const DEEP_EVERY_MS = 86_400_000;
/** One page of ours ends after so many calls or records. */
const MOST_CALLS = 8;
const MOST_RECORDS = 200;
const PER_CALL = 200;

const conversation = z.object({ id: z.string(), name: z.string(), partner: z.string().optional() });
/** A thread to read, from a reply on where earlier ones are known. */
const thread = z.object({ ts: z.string(), oldest: z.string().optional(), cursor: z.string().optional() });

const reading = conversation.extend({
  oldest: z.string(),
  /** Is the message at `oldest` wanted too? */
  inclusive: z.boolean(),
  cursor: z.string().optional(),
  /** Newest message, newest reply and first living thread, as the first page told them. */
  newest: z.string().optional(),
  replies: z.string().optional(),
  living: z.string().optional(),
  threads: z.array(thread),
  /** Is there nothing more in the channel itself? */
  read: z.boolean(),
});

const cursorShape = z.object({
  /** Of each conversation: its newest message, its newest reply, and the first message of a thread that lives. */
  seen: z.record(
    z.string(),
    z.object({ ts: z.string(), replies: z.string().optional(), living: z.string().optional() }),
  ),
  deepAt: z.number(),
  /** What is left of the pass under way. `list` is where the list of conversations goes on; null where it was read. */
  pass: z
    .object({
      deep: z.boolean(),
      list: z.string().nullable(),
      queue: z.array(conversation),
      now: reading.optional(),
    })
    .optional(),
});
type Cursor = z.output<typeof cursorShape>;
type Pass = NonNullable<Cursor['pass']>;
type Reading = z.output<typeof reading>;

const channels = z.object({
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string().optional(),
      user: z.string().optional(),
      is_im: z.boolean().optional(),
      is_mpim: z.boolean().optional(),
      is_member: z.boolean().optional(),
    }),
  ),
  ...page,
});

const syncedMessage = slackMessage.extend({
  subtype: z.string().optional(),
  latest_reply: z.string().optional(),
  edited: z.object({ ts: z.string().optional() }).optional(),
  attachments: z.array(z.object({ fallback: z.string().optional(), text: z.string().optional() })).optional(),
});
type SyncedMessage = z.output<typeof syncedMessage>;

const messages = z.object({ messages: z.array(syncedMessage), ...page });
const identity = z.object({ url: z.string() });

/** What Slack writes itself when people come, go and rename things; and what is left of a deleted message that had replies. */
const NOISE =
  /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive|posting_permissions|convert_to_private)$|^(bot_add|bot_remove|pinned_item|unpinned_item|tombstone|reminder_add)$/;

export const messagesResource: SyncResource = {
  title: 'messages',
  stores: 'Messages and thread replies of the channels and direct messages you are in, with who wrote them.',
  kinds: ['message'],
  page: readPage,
};

/** Where one page stands: what it changes of the cursor, and what it found. */
interface Step {
  api: PlatformApi;
  context: SyncContext;
  cursor: Cursor;
  found: { message: SyncedMessage; in: Reading }[];
  gone: string[];
  goneContainers: string[];
  calls: number;
}

async function readPage(api: PlatformApi, text: string | undefined, context: SyncContext): Promise<SyncPage> {
  const cursor = text === undefined ? { seen: {}, deepAt: context.now } : cursorShape.parse(JSON.parse(text));
  const step: Step = { api, context, cursor, found: [], gone: [], goneContainers: [], calls: 0 };
  let done = false;
  while (!done && step.calls < MOST_CALLS && step.found.length < MOST_RECORDS) done = await advance(step);
  const records = await toRecords(step);
  const { gone, goneContainers } = step;
  return { records, gone, goneContainers, cursor: JSON.stringify(step.cursor), done };
}

/** One call, or one decision. @returns whether the pass is over. */
async function advance(step: Step): Promise<boolean> {
  const { cursor, context } = step;
  cursor.pass ??= { deep: context.now - cursor.deepAt > DEEP_EVERY_MS, list: '', queue: [] };
  const { pass } = cursor;
  if (pass.list !== null) await readList(step, pass, pass.list);
  else if (pass.now === undefined) return !open(step, pass);
  else if (pass.now.threads[0] !== undefined) await orLeave(step, pass, readThread);
  else if (!pass.now.read) await orLeave(step, pass, readHistory);
  else close(step, pass, pass.now);
  return false;
}

async function readList(step: Step, pass: Pass, at: string): Promise<void> {
  const types = 'public_channel,private_channel,mpim,im';
  const args = { types, limit: PER_CALL, ...(at !== '' && { cursor: at }) };
  const found = await call(step, 'conversations.list', args, channels);
  for (const { id, name = '', user, is_im: im, is_mpim: group, is_member: member } of found.channels) {
    if (im) pass.queue.push({ id, name: 'direct messages', ...(user !== undefined && { partner: user }) });
    else if (group) pass.queue.push({ id, name: 'group messages' });
    else if (member) pass.queue.push({ id, name: `#${name}` });
  }
  pass.list = nextCursor(found) ?? null;
  if (pass.list !== null) return;
  const present = new Set(pass.queue.map(({ id }) => id));
  // What the person can no longer open here is not theirs to find either.
  for (const id of Object.keys(step.cursor.seen)) if (!present.has(id)) forget(step, id);
}

/** Begins with the next conversation. @returns false where there is none left. */
function open(step: Step, pass: Pass): boolean {
  const { cursor, context } = step;
  const next = pass.queue.shift();
  if (next === undefined) {
    if (pass.deep) cursor.deepAt = context.now;
    delete cursor.pass;
    return false;
  }
  const seen = cursor.seen[next.id];
  const from = [seen?.ts, seen?.living, pass.deep ? stamp(context.now - DEEP_MS) : undefined];
  const start = seen === undefined ? undefined : from.filter((ts) => ts !== undefined).sort(byTs)[0];
  const oldest = [start ?? '0', stamp(context.since)].sort(byTs).at(-1) ?? '0';
  pass.now = { ...next, oldest, inclusive: oldest !== seen?.ts, threads: [], read: false };
  return true;
}

async function readHistory(step: Step, now: Reading): Promise<void> {
  const { id: channel, oldest, inclusive, cursor } = now;
  const args = { channel, oldest, inclusive, limit: PER_CALL, cursor };
  const found = await call(step, 'conversations.history', args, messages);
  const seen = step.cursor.seen[channel];
  if (cursor === undefined) {
    now.newest = [seen?.ts, ...found.messages.map(({ ts }) => ts)]
      .filter((ts) => ts !== undefined)
      .sort(byTs)
      .at(-1);
    now.replies = [seen?.replies, ...found.messages.map((message) => message.latest_reply)]
      .filter((ts) => ts !== undefined)
      .sort(byTs)
      .at(-1);
  }
  for (const message of found.messages) {
    const { ts, latest_reply: latest } = message;
    keep(step, now, message);
    if (latest === undefined) continue;
    const known = seen !== undefined && byTs(ts, seen.ts) <= 0 ? (seen.replies ?? ts) : undefined;
    if (known === undefined || byTs(latest, known) > 0)
      now.threads.push({ ts, ...(known !== undefined && { oldest: known }) });
    if (byTs(latest, stamp(step.context.now - LIVING_MS)) > 0) now.living = [now.living ?? ts, ts].sort(byTs)[0];
  }
  const next = nextCursor(found);
  if (next === undefined) now.read = true;
  else now.cursor = next;
}

async function readThread(step: Step, now: Reading): Promise<void> {
  const [first] = now.threads;
  if (first === undefined) return;
  const { ts, oldest, cursor } = first;
  const found = await call(
    step,
    'conversations.replies',
    { channel: now.id, ts, oldest, limit: PER_CALL, cursor },
    messages,
  );
  for (const message of found.messages) if (message.ts !== ts) keep(step, now, message);
  const next = nextCursor(found);
  if (next === undefined) now.threads.shift();
  else first.cursor = next;
}

/** A conversation or thread that went away meanwhile ends nothing; a cursor Slack has forgotten starts its conversation over. */
async function orLeave(step: Step, pass: Pass, work: (step: Step, now: Reading) => Promise<void>): Promise<void> {
  const { now } = pass;
  if (now === undefined) return;
  try {
    await work(step, now);
  } catch (error) {
    const { kind } = SeneschalError.from(error);
    const [first] = now.threads;
    if (kind === 'not_found' && first !== undefined) now.threads.shift();
    else if (kind === 'not_found') {
      forget(step, now.id);
      delete pass.now;
    } else if (kind === 'invalid_request' && first?.cursor !== undefined) delete first.cursor;
    else if (kind === 'invalid_request' && first === undefined && now.cursor !== undefined) delete now.cursor;
    else throw error;
  }
}

function close({ cursor }: Step, pass: Pass, { id, newest, replies, living, oldest }: Reading): void {
  cursor.seen[id] = {
    ts: newest ?? oldest,
    ...(replies !== undefined && { replies }),
    ...(living !== undefined && { living }),
  };
  delete pass.now;
}

function forget(step: Step, channel: string): void {
  delete step.cursor.seen[channel];
  step.goneContainers.push(channel);
}

function keep(step: Step, now: Reading, message: SyncedMessage): void {
  if (NOISE.test(message.subtype ?? '')) step.gone.push(idOf(now.id, message.ts));
  else step.found.push({ message, in: now });
}

async function call<T extends z.ZodType>(step: Step, method: string, args: Parameters<typeof read>[2], shape: T) {
  step.calls += 1;
  return read(step.api, method, args, shape);
}

async function toRecords({ api, context, found }: Step): Promise<SyncRecord[]> {
  if (found.length === 0) return [];
  const ids = found.flatMap(({ message, in: { partner } }) => [
    ...(message.user === undefined ? [] : [message.user]),
    ...(partner === undefined ? [] : [partner]),
    ...mentionsIn(message.text ?? ''),
  ]);
  const person = await lookUpPeople(api, ids, context.memo);
  const home = context.memo.get('home') ?? (await read(api, 'auth.test', {}, identity)).url;
  context.memo.set('home', home);
  return found.map(({ message, in: { id: channel, name, partner } }): SyncRecord => {
    const { ts, user, thread_ts: root } = message;
    const author = user === undefined ? undefined : person(user);
    const where = partner === undefined ? name : `${name} with ${person(partner).name}`;
    const mentioned = mentionsIn(message.text ?? '').map((id) => person(id).full);
    const involved = [
      author?.full ?? message.username,
      ...(partner === undefined ? [] : [person(partner).full]),
      ...mentioned,
    ];
    const reply = root !== undefined && root !== ts;
    return {
      kind: 'message',
      externalId: idOf(channel, ts),
      at: msOf(ts),
      updatedAt: msOf(message.edited?.ts ?? ts),
      title: `${author?.name ?? message.username ?? 'An app'} in ${where}`,
      text: textOf(message, (id) => person(id).name),
      people: [...new Set(involved.filter((one) => one !== undefined))],
      url: `${home}archives/${channel}/p${ts.replace('.', '')}${reply ? `?thread_ts=${root}&cid=${channel}` : ''}`,
      container: { id: channel, name: where },
      ids: { channel, ts, ...(root !== undefined && { thread_ts: root }) },
    };
  });
}

/** What can be read of a message: its text, what apps attach to it, and the names of its files. */
function textOf(message: SyncedMessage, nameOf: (id: string) => string): string {
  const attached = (message.attachments ?? []).map(({ text, fallback }) => text ?? fallback ?? '');
  const files = (message.files ?? []).flatMap(({ name, mode }) =>
    name && mode !== 'tombstone' ? [`File: ${name}`] : [],
  );
  return [message.text ?? '', ...attached, ...files]
    .map((part) => plainText(part, nameOf).trim())
    .filter((part) => part !== '')
    .join('\n');
}

const idOf = (channel: string, ts: string): string => `${channel}:${ts}`;
const msOf = (ts: string): number => Math.floor(Number(ts) * 1000);
/** A moment as Slack writes it, to the microsecond. */
const stamp = (ms: number): string => `${Math.floor(ms / 1000)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}000`;

/** Timestamps have ten digits before the point and six behind it: numbers of that many digits lose the last ones. */
function byTs(a: string, b: string): number {
  const [whole = '0', part = ''] = a.split('.');
  const [otherWhole = '0', otherPart = ''] = b.split('.');
  return Number(whole) - Number(otherWhole) || Number(part.padEnd(6, '0')) - Number(otherPart.padEnd(6, '0'));
}
