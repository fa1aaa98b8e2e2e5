import { type JsonObject } from '../../kernel/call';
import { toHex } from '../../kernel/crypto';
import { hashBytes, hexId } from '../../kernel/ids';
import { COMPANY, fullName, person, type PersonKey } from '../../world/people';
import { APP_ID, BOT_ID, BOT_USER_ID, handle, personOfUser, SLACKBOT_ID, TEAM_ID, TEAM_URL, userId } from '../ids';
import { type Channel, type Message, type Workspace } from '../model';

const avatar = (id: string, size: number) => `https://avatars.slack-edge.com/${id.toLowerCase()}_${size}.png`;

export const images = (id: string, sizes: readonly number[] = [24, 32, 48, 72, 192, 512]): JsonObject =>
  Object.fromEntries(sizes.map((size) => [`image_${size}`, avatar(id, size)]));

/** Seconds a time zone is ahead of UTC at a moment. */
function offset(timezone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

export function userShape(key: PersonKey, workspace: Workspace, withEmail: boolean): JsonObject {
  const someone = person(key);
  const id = userId(key);
  const name = fullName(someone);
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '');
  const { anchor } = workspace.sandbox;
  return {
    id,
    team_id: TEAM_ID,
    name: handle(key),
    deleted: false,
    color: toHex(hashBytes(id, 3)),
    real_name: name,
    tz: someone.timezone,
    tz_label: someone.timezone.replace('_', ' '),
    tz_offset: offset(someone.timezone, anchor),
    profile: {
      title: someone.title,
      phone: someone.phone,
      skype: '',
      real_name: name,
      real_name_normalized: plain,
      display_name: someone.first,
      display_name_normalized: plain.split(' ')[0],
      fields: null,
      status_text: '',
      status_emoji: '',
      status_emoji_display_info: [],
      status_expiration: 0,
      avatar_hash: hexId(id).slice(0, 12),
      ...(withEmail ? { email: someone.email } : {}),
      first_name: someone.first,
      last_name: someone.last,
      ...images(id),
      status_text_canonical: '',
      team: TEAM_ID,
    },
    is_admin: someone.admin ?? false,
    is_owner: someone.owner ?? false,
    is_primary_owner: someone.owner ?? false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: false,
    is_app_user: false,
    updated: anchor / 1000 - 86_400 * 30,
    is_email_confirmed: true,
    who_can_share_contact_card: 'EVERYONE',
  };
}

/** Users that are not people: the app's bot, and Slackbot, which claims not to be one. */
export function robotShape(id: string, workspace: Workspace): JsonObject {
  const slackbot = id === SLACKBOT_ID;
  const name = slackbot ? 'Slackbot' : 'Seneschal';
  return {
    id,
    team_id: TEAM_ID,
    name: name.toLowerCase(),
    deleted: false,
    color: slackbot ? '757575' : toHex(hashBytes(id, 3)),
    real_name: name,
    tz: slackbot ? 'America/Los_Angeles' : 'Europe/London',
    tz_label: 'Pacific Time',
    tz_offset: slackbot ? -28_800 : 0,
    profile: {
      title: '',
      phone: '',
      skype: '',
      real_name: name,
      real_name_normalized: name,
      display_name: slackbot ? 'Slackbot' : '',
      display_name_normalized: slackbot ? 'Slackbot' : '',
      fields: slackbot ? {} : null,
      status_text: '',
      status_emoji: '',
      avatar_hash: hexId(id).slice(0, 12),
      always_active: true,
      ...(slackbot ? {} : { api_app_id: APP_ID, bot_id: BOT_ID }),
      first_name: name,
      last_name: '',
      ...images(id),
      team: TEAM_ID,
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: !slackbot,
    is_app_user: false,
    updated: slackbot ? 0 : workspace.sandbox.anchor / 1000,
  };
}

export const isRobot = (id: string): boolean => id === SLACKBOT_ID || id === BOT_USER_ID;

export function nameOfUser(id: string): string {
  const key = personOfUser(id);
  return key ? handle(key) : id === BOT_USER_ID ? 'seneschal' : 'slackbot';
}

export function channelShape(channel: Channel, viewer: string, withCount: boolean): JsonObject {
  const { id, created, creator } = channel;
  if (channel.kind === 'im') {
    const other = channel.members.find((member) => member !== viewer) ?? viewer;
    return {
      id,
      created,
      is_archived: false,
      is_im: true,
      is_org_shared: false,
      context_team_id: TEAM_ID,
      updated: created * 1000,
      user: other,
      is_user_deleted: false,
      priority: 0,
    };
  }
  const channelKind = channel.kind === 'public';
  return {
    id,
    name: channel.name,
    is_channel: channelKind || channel.kind === 'private',
    is_group: false,
    is_im: false,
    is_mpim: channel.kind === 'mpim',
    is_private: !channelKind,
    created,
    is_archived: channel.archived,
    is_general: channel.general,
    unlinked: 0,
    name_normalized: channel.name,
    is_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    context_team_id: TEAM_ID,
    updated: created * 1000,
    parent_conversation: null,
    creator,
    is_ext_shared: false,
    shared_team_ids: [TEAM_ID],
    pending_connected_team_ids: [],
    is_member: channel.members.includes(viewer),
    topic: { value: channel.topic, creator: channel.topic ? creator : '', last_set: channel.topic ? created : 0 },
    purpose: { value: channel.purpose, creator: channel.purpose ? creator : '', last_set: created },
    previous_names: [],
    ...(withCount ? { num_members: channel.members.length } : {}),
  };
}

export const botProfile = (workspace: Workspace): JsonObject => ({
  id: BOT_ID,
  deleted: false,
  name: 'Seneschal',
  updated: workspace.sandbox.anchor / 1000,
  app_id: APP_ID,
  user_id: BOT_USER_ID,
  icons: images(BOT_ID, [36, 48, 72]),
  team_id: TEAM_ID,
});

export function reactionsShape(message: Message): JsonObject {
  if (!message.reactions.length) return {};
  return { reactions: message.reactions.map(({ name, users }) => ({ name, users, count: users.length })) };
}

/** `replies` are given where Slack says how a thread went: on its first message. */
export function messageShape(message: Message, workspace: Workspace, replies: readonly Message[] = []): JsonObject {
  const { ts, user, text, subtype, threadTs, edited } = message;
  const last = replies.at(-1);
  const authors = [...new Set(replies.map((reply) => reply.user))];
  return {
    type: 'message',
    ...(subtype ? { subtype } : {}),
    user,
    text,
    ts,
    ...(message.bot ? { bot_id: BOT_ID, app_id: APP_ID, bot_profile: botProfile(workspace) } : {}),
    ...(message.bot || subtype ? {} : { client_msg_id: uuidOf(`${message.channel}${ts}`) }),
    team: TEAM_ID,
    ...(edited ? { edited } : {}),
    blocks: message.blocks ?? plainBlocks(message),
    ...(message.attachments?.length ? { attachments: message.attachments } : {}),
    ...(threadTs ? { thread_ts: threadTs, parent_user_id: workspace.message(message.channel, threadTs)?.user } : {}),
    ...(last
      ? {
          thread_ts: ts,
          reply_count: replies.length,
          reply_users_count: authors.length,
          latest_reply: last.ts,
          reply_users: authors,
          is_locked: false,
          subscribed: false,
        }
      : {}),
    ...reactionsShape(message),
  };
}

/** What Slack makes of plain text. */
function plainBlocks(message: Message): JsonObject[] | undefined {
  if (message.subtype || !message.text) return undefined;
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text: message.text }] };
  return [{ type: 'rich_text', block_id: hexId(message.ts).slice(0, 5), elements: [section] }];
}

function uuidOf(text: string): string {
  const hex = toHex(hashBytes(text, 16));
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function permalink(message: Message): string {
  const base = `${TEAM_URL}archives/${message.channel}/p${message.ts.replace('.', '')}`;
  return message.threadTs ? `${base}?thread_ts=${message.threadTs}&cid=${message.channel}` : base;
}

export const teamShape = (): JsonObject => ({
  id: TEAM_ID,
  name: COMPANY.name,
  url: TEAM_URL,
  domain: COMPANY.slug,
  email_domain: COMPANY.domain,
  icon: { ...images(TEAM_ID, [34, 44, 68, 88, 102, 132]), image_default: true },
  avatar_base_url: 'https://ca.slack-edge.com/',
  is_verified: false,
});
