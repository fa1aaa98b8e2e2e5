import { first, type Page, type Scenario } from './scenario';

/** A day in a Slack workspace: look around, read, write, take back. */
export const slack: Scenario = async (call) => {
  const page = await call<Page>('list_channels', {
    kinds: ['public_channel', 'private_channel', 'mpim', 'im'],
    include_archived: true,
    limit: 2,
  });
  await call('list_channels', { limit: 2, cursor: page.nextCursor });
  const { items: channels } = await call<Page>('list_channels', { kinds: ['public_channel'], limit: 100 });
  const { id: channel } = first(
    channels,
    'channel to write to',
    ({ member, archived }) => member === true && archived === false,
  );
  await call('get_channel', { channel });
  await call('join_channel', { channel });
  await call('list_channel_members', { channel, limit: 2 });
  const { items: people } = await call<Page>('list_users', { include_deactivated: true, limit: 100 });
  const person = first(
    people,
    'person with an address',
    ({ bot, email }) => bot === false && typeof email === 'string',
  );
  await call('get_user', { user: person.id });
  await call('get_user', { email: person['email'] });
  await call('search_messages', { query: 'the', sort: 'newest', limit: 3 });

  const { channel: direct } = await call<{ channel: string }>('open_conversation', { users: [person.id] });
  const sent = await call<{ ts: string }>('send_message', {
    channel,
    text: 'Is the date *settled*? <https://example.com|Plan> & more',
  });
  await call('send_message', { channel, text: 'It is.', thread_ts: sent.ts, reply_broadcast: true });
  const { ts } = await call<{ ts: string }>('send_message', { channel: direct, text: 'Hello' });
  await call('update_message', { channel: direct, ts, text: 'Hello again' });
  await call('delete_message', { channel: direct, ts });
  const later = new Date(Date.now() + 86_400_000).toISOString();
  await call('schedule_message', { channel, text: 'Good morning', post_at: later, thread_ts: sent.ts });

  await call('add_reaction', { channel, ts: sent.ts, name: 'thumbsup' });
  await call('remove_reaction', { channel, ts: sent.ts, name: 'thumbsup' });
  await call('get_permalink', { channel, ts: sent.ts });
  await call('channel_history', { channel, oldest: '1700000000.000000', latest: '1999999999.000000', limit: 3 });
  await call('thread_replies', { channel, thread_ts: sent.ts, limit: 10 });
};
