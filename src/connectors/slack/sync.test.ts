import { describe, expect, test } from 'vitest';
import { NOW, type Recorded, runPage } from '../../../test/support/tool';
import { slack } from '.';
import { messagesResource } from './sync';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A message's timestamp, some hours before now. */
const ts = (hours: number): string => `${Math.floor((NOW - hours * HOUR_MS) / 1000)}.000100`;
const run = (cursor: object | undefined, answers: Recorded[]) =>
  runPage(slack, messagesResource, cursor === undefined ? undefined : JSON.stringify(cursor), answers);
const left = (cursor: string): unknown => JSON.parse(cursor);

const ok = (body: object): Recorded => ({ body: { ok: true, ...body } });
const refused = (error: string): Recorded => ({ body: { ok: false, error } });
const list = (...channels: object[]) => ok({ channels });
const general = { id: 'C1', name: 'general', is_member: true };
const messages = (...found: object[]) => ok({ messages: found });
const ada = ok({ user: { id: 'U01', profile: { real_name: 'Ada', email: 'ada@example.com' } } });
const home = ok({ url: 'https://team.slack.com/' });
const seen = (more: object = {}) => ({ seen: { C1: { ts: ts(5), ...more } }, deepAt: NOW });

describe('messages', () => {
  test('are read of the conversations somebody is in, with the replies that only their thread shows', async () => {
    const root = { ts: ts(9), user: 'U01', text: 'Lunch, <@U01>?', thread_ts: ts(9), latest_reply: ts(8) };
    const join = { ts: ts(10), user: 'U01', subtype: 'channel_join', text: '<@U01> has joined' };
    const page = await run(undefined, [
      list(general, { id: 'C2', name: 'others', is_member: false }),
      messages(root, join),
      messages(root, { ts: ts(8), user: 'U01', text: 'Yes', thread_ts: ts(9) }),
      ada,
      home,
    ]);
    expect(page.calls.map(({ path }) => path)).toEqual([
      '/conversations.list',
      '/conversations.history',
      '/conversations.replies',
      '/users.info',
      '/auth.test',
    ]);
    expect(page.records.map(({ externalId, text }) => [externalId, text])).toEqual([
      [`C1:${ts(9)}`, 'Lunch, @Ada?'],
      [`C1:${ts(8)}`, 'Yes'],
    ]);
    expect(page.records[1]).toMatchObject({
      title: 'Ada in #general',
      people: ['Ada <ada@example.com>'],
      url: `https://team.slack.com/archives/C1/p${ts(8).replace('.', '')}?thread_ts=${ts(9)}&cid=C1`,
      ids: { channel: 'C1', ts: ts(8), thread_ts: ts(9) },
    });
    expect(page.gone).toEqual([`C1:${ts(10)}`]);
    expect(page.done).toBe(true);
    expect(left(page.cursor)).toEqual({
      seen: { C1: { ts: ts(9), replies: ts(8), living: ts(9) } },
      deepAt: NOW,
    });
  });

  test('are read on from the newest, or from the first thread that still lives', async () => {
    const next = await run(seen(), [list(general), messages()]);
    expect(next.calls[1]?.query).toMatchObject({ oldest: ts(5), inclusive: false });
    const living = await run(seen({ living: ts(30) }), [list(general), messages()]);
    expect(living.calls[1]?.query).toMatchObject({ oldest: ts(30), inclusive: true });
  });

  test('are looked for from further back once a day', async () => {
    const page = await run({ ...seen(), deepAt: NOW - DAY_MS - 1 }, [list(general), messages()]);
    expect(Number(page.calls[1]?.query?.['oldest'])).toBe((NOW - 30 * DAY_MS) / 1000);
    expect(left(page.cursor)).toMatchObject({ deepAt: NOW });
  });

  test('go with the conversation that is no longer the person’s', async () => {
    const page = await run(seen(), [list()]);
    expect(page).toMatchObject({ goneContainers: ['C1'], done: true });
    expect(left(page.cursor)).toEqual({ seen: {}, deepAt: NOW });
    const meanwhile = await run(seen(), [list(general), refused('channel_not_found')]);
    expect(meanwhile).toMatchObject({ goneContainers: ['C1'], done: true });
  });

  test('go on over pages from what the cursor holds', async () => {
    const queue = Array.from({ length: 9 }, (_, index) => ({ id: `C${index}`, name: `c${index}`, is_member: true }));
    const first = await run(undefined, [list(...queue), ...queue.slice(0, 7).map(() => messages())]);
    expect(first.done).toBe(false);
    const rest = await run(left(first.cursor) as object, [messages(), messages()]);
    expect(rest.calls.map(({ query }) => query?.['channel'])).toEqual(['C7', 'C8']);
    expect(rest.done).toBe(true);
  });

  test('stop at what is no fault of a conversation', async () => {
    const limited = { status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } };
    await expect(run(seen(), [list(general), limited])).rejects.toMatchObject({ kind: 'rate_limited' });
  });
});
