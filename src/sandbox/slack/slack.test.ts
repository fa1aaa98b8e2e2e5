import { beforeEach, describe, expect, it } from 'vitest';
import { accessOf, api, ask, control, freshWorld, read, signIn, slack, userOf } from '../test-support';

interface Channel {
  id: string;
  name?: string;
  user?: string;
}
interface Message {
  ts: string;
  text: string;
  reply_count?: number;
  reactions?: { name: string; count: number }[];
}

let bot = '';
let maren = '';
let jonas = '';

const userToken = async (account: string) =>
  String(userOf(await signIn('slack', account, { scope: undefined })).access_token);

beforeEach(async () => {
  await freshWorld();
  const body = await signIn('slack', 'maren');
  bot = accessOf(body);
  maren = String(userOf(body).access_token);
  jonas = await userToken('jonas');
});

const ALL_TYPES = 'public_channel,private_channel,im';

async function channels(bearer: string, types = ALL_TYPES): Promise<Channel[]> {
  return (await slack('conversations.list', { types, limit: '100' }, bearer)).body.channels as Channel[];
}

async function idOf(name: string, bearer = maren): Promise<string> {
  return (await channels(bearer)).find((channel) => channel.name === name)?.id ?? '';
}

async function history(channel: string, bearer: string, args: Record<string, string> = {}): Promise<Message[]> {
  return (await slack('conversations.history', { channel, ...args }, bearer)).body.messages as Message[];
}

describe('who sees what', () => {
  it('private channels and direct messages are for their members', async () => {
    const names = (list: Channel[]) => list.map(({ name }) => name ?? 'direct').sort();
    const open = ['cust-brackwater', 'engineering', 'general', 'proj-pilot', 'random', 'sales'];
    expect(names(await channels(maren))).toEqual([
      ...open.slice(0, 1),
      'direct',
      'direct',
      ...open.slice(1, 3),
      'leadership',
      ...open.slice(3),
    ]);
    expect(names(await channels(jonas))).toEqual([...open.slice(0, 1), 'direct', ...open.slice(1)]);
    expect(names(await channels(bot))).toEqual(open);
  });

  it('what somebody does not see does not exist', async () => {
    const channel = await idOf('leadership');
    expect(await history(channel, maren)).not.toHaveLength(0);
    for (const method of ['conversations.info', 'conversations.history', 'conversations.members', 'chat.postMessage']) {
      expect((await slack(method, { channel, text: 'x' }, jonas)).body.error).toBe('channel_not_found');
    }
  });

  it('search is for people, and finds only what they may read', async () => {
    expect((await slack('search.messages', { query: 'runway' }, bot)).body.error).toBe('not_allowed_token_type');
    const total = async (query: string, bearer: string) =>
      ((await slack('search.messages', { query }, bearer)).body.messages as { total: number }).total;
    expect(await total('runway', maren)).toBe(1);
    expect(await total('runway', jonas)).toBe(0);
    expect(await total('firmware', jonas)).toBeGreaterThan(2);
    expect(await total('firmware in:#engineering from:priya', jonas)).toBe(1);
    expect(await total('"soak test" -from:priya', jonas)).toBe(0);
    expect(await total('before:2000-01-01', maren)).toBe(0);
  });

  it('a bot reads the channels it was invited to, and may join public ones', async () => {
    const channel = await idOf('random');
    expect((await slack('conversations.history', { channel }, bot)).body.error).toBe('not_in_channel');
    expect((await slack('conversations.join', { channel }, bot)).body.ok).toBe(true);
    expect(await history(channel, bot)).not.toHaveLength(0);
    expect((await slack('conversations.join', { channel }, bot)).body.warning).toBe('already_in_channel');
  });

  it('names the scope that is missing', async () => {
    const narrow = accessOf(await signIn('slack', 'maren', { scope: 'channels:read', user_scope: undefined }));
    const refused = await slack('conversations.list', { types: 'public_channel,private_channel' }, narrow);
    expect(refused.body).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'groups:read',
      provided: 'channels:read',
    });
    expect((await slack('users.list', {}, narrow)).body.needed).toBe('users:read');
    expect((await slack('conversations.list', {}, narrow)).body.ok).toBe(true);
  });
});

describe('reading', () => {
  it('pages through a channel, newest first, and leaves replies to their thread', async () => {
    const channel = await idOf('cust-brackwater');
    const first = await slack('conversations.history', { channel, limit: '2' }, bot);
    const cursor = String((first.body.response_metadata as { next_cursor: string }).next_cursor);
    const second = await slack('conversations.history', { channel, limit: '2', cursor }, bot);
    const all = [...(first.body.messages as Message[]), ...(second.body.messages as Message[])];
    expect(all.map(({ ts }) => ts)).toEqual(
      all
        .map(({ ts }) => ts)
        .sort()
        .reverse(),
    );
    expect([first.body.has_more, second.body.has_more]).toEqual([true, false]);
    const review = all.find(({ text }) => text.includes('three things'));
    const thread = await slack('conversations.replies', { channel, ts: review?.ts ?? '' }, bot);
    expect(thread.body.messages).toHaveLength((review?.reply_count ?? 0) + 1);
    expect((await slack('conversations.history', { channel, cursor: 'x' }, bot)).body.error).toBe('invalid_cursor');
    expect((await slack('conversations.history', { channel, oldest: 'x' }, bot)).body.error).toBe('invalid_ts_oldest');
    const later = await history(channel, bot, { oldest: review?.ts ?? '' });
    expect(later.every(({ ts }) => ts > (review?.ts ?? ''))).toBe(true);
  });

  it('reads arguments from the query, a form, and JSON where the method takes it', async () => {
    const channel = await idOf('general');
    expect((await api(`slack.com/api/conversations.info?channel=${channel}`, bot)).body.ok).toBe(true);
    const viaJson = await api('slack.com/api/conversations.info', bot, 'POST', { channel });
    expect(viaJson.body.error).toBe('invalid_arguments');
    const posted = await api('slack.com/api/chat.postMessage', bot, 'POST', { channel, text: 'hello' });
    expect(posted.body).toMatchObject({ ok: true, warning: 'missing_charset' });
    const broken = await read(
      await ask('slack.com/api/chat.postMessage', {
        method: 'POST',
        headers: { authorization: `Bearer ${bot}`, 'content-type': 'application/json' },
        body: '{',
      }),
    );
    expect(broken.body.error).toBe('invalid_json');
    expect((await api(`slack.com/api/auth.test?token=${bot}`, '')).body.error).toBe('not_authed');
    expect((await slack('files.nothing', {}, bot)).body.error).toBe('unknown_method');
  });
});

describe('writing', () => {
  it('a message is posted, answered, changed and deleted by those who wrote it', async () => {
    const channel = await idOf('general');
    const { ts } = (await slack('chat.postMessage', { channel, text: 'from the bot' }, bot)).body as { ts: string };
    const reply = await slack('chat.postMessage', { channel, text: 'from Maren', thread_ts: ts }, maren);
    expect(reply.body.message).toMatchObject({ thread_ts: ts, text: 'from Maren' });
    expect((await history(channel, bot, { limit: '1' }))[0]).toMatchObject({ ts, reply_count: 1 });
    expect((await slack('chat.update', { channel, ts, text: 'x' }, maren)).body.error).toBe('cant_update_message');
    expect((await slack('chat.update', { channel, ts, text: 'changed' }, bot)).body.text).toBe('changed');
    expect((await slack('chat.delete', { channel, ts }, bot)).body.ok).toBe(true);
    expect((await history(channel, bot, { limit: '1' }))[0]?.text).toBe('This message was deleted.');
  });

  it('refuses what Slack refuses', async () => {
    const channel = await idOf('general');
    const error = async (args: Record<string, string>) => (await slack('chat.postMessage', args, bot)).body.error;
    expect(await error({ channel })).toBe('no_text');
    expect(await error({ text: 'x' })).toBe('invalid_arguments');
    expect(await error({ channel: 'C0NOWHERE', text: 'x' })).toBe('channel_not_found');
    expect(await error({ channel: await idOf('random'), text: 'x' })).toBe('not_in_channel');
    expect(await error({ channel: await idOf('proj-pilot'), text: 'x' })).toBe('is_archived');
    expect(await error({ channel, text: 'x'.repeat(40_001) })).toBe('msg_too_long');
    expect(await error({ channel, text: 'x', thread_ts: '1.000001' })).toBe('thread_not_found');
    expect(await error({ channel, blocks: '[{"no":"type"}]' })).toBe('invalid_blocks');
  });

  it('counts a reaction once per person', async () => {
    const channel = await idOf('general');
    const timestamp = (await history(channel, bot))[0]?.ts ?? '';
    const react = (method: string, bearer: string) => slack(method, { channel, timestamp, name: 'owl' }, bearer);
    expect((await react('reactions.add', bot)).body).toEqual({ ok: true });
    expect((await react('reactions.add', bot)).body.error).toBe('already_reacted');
    await react('reactions.add', maren);
    const { message } = (await react('reactions.get', bot)).body as { message: Message };
    expect(message.reactions).toContainEqual(expect.objectContaining({ name: 'owl', count: 2 }));
    expect((await react('reactions.remove', bot)).body.ok).toBe(true);
    expect((await react('reactions.remove', bot)).body.error).toBe('no_reaction');
  });

  it('posts a scheduled message when its time has come', async () => {
    const channel = await idOf('general');
    const soon = String(Math.floor(Date.now() / 1000) + 600);
    expect((await slack('chat.scheduleMessage', { channel, text: 'later', post_at: soon }, bot)).body.ok).toBe(true);
    expect((await history(channel, bot))[0]?.text).not.toBe('later');
    await control('clock', { offset_s: 700 });
    expect((await history(channel, bot))[0]?.text).toBe('later');
    const past = await slack('chat.scheduleMessage', { channel, text: 'x', post_at: '1000000000' }, bot);
    expect(past.body.error).toBe('time_in_past');
  });
});

describe('rate limits', () => {
  it('answer 429 with seconds to wait, per method and per channel', async () => {
    const channel = await idOf('general');
    await control('limits', { enabled: true });
    const listed = await Promise.all(Array.from({ length: 21 }, () => slack('conversations.list', {}, bot)));
    const refused = listed.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.body).toEqual({ ok: false, error: 'ratelimited' });
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await slack('auth.test', {}, bot)).status).toBe(200);
    const posted = await Promise.all(
      Array.from({ length: 8 }, () => slack('chat.postMessage', { channel, text: 'x' }, bot)),
    );
    expect(posted.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(2);
    await control('clock', { offset_s: 60 });
    expect((await slack('conversations.list', {}, bot)).status).toBe(200);
  });
});
