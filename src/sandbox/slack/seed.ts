import { type Sandbox } from '../platform';
import { CHANNELS, MESSAGES, type ChatMessage } from '../world/chat';
import { STAFF } from '../world/people';
import { moment, withDays } from '../world/time';
import { BOT_USER_ID, channelId, handle, userId } from './ids';
import { Workspace, type Channel } from './model';

export function seedSlack(sandbox: Sandbox): void {
  const workspace = new Workspace(sandbox);
  for (const channel of CHANNELS) {
    const members = channel.members.map(userId);
    workspace.saveChannel({
      id: channelId(channel.key),
      name: channel.name,
      kind: channel.kind === 'dm' ? 'im' : channel.kind,
      topic: channel.topic,
      purpose: channel.purpose,
      members: channel.bot ? [...members, BOT_USER_ID] : members,
      creator: members[0] ?? '',
      created: moment(sandbox.anchor, channel.created) / 1000,
      general: channel.general ?? false,
      archived: channel.archived ?? false,
    } satisfies Channel);
  }
  const stamps = new Map(MESSAGES.map((message, index) => [message.key, stamp(sandbox, message, index)]));
  for (const message of MESSAGES) {
    workspace.save({
      ts: stamps.get(message.key) ?? '',
      channel: channelId(message.channel),
      user: userId(message.from),
      text: withMentions(withDays(message.text, sandbox.anchor)),
      threadTs: message.thread && stamps.get(message.thread),
      reactions: Object.entries(message.reactions ?? {}).map(([name, people]) => ({
        name,
        users: people.map(userId),
      })),
    });
  }
}

function stamp(sandbox: Sandbox, message: ChatMessage, index: number): string {
  return `${moment(sandbox.anchor, message.at) / 1000}.${String(100 + index * 7).padStart(6, '0')}`;
}

/** Slack keeps mentions as ids. */
export function withMentions(text: string): string {
  let out = text;
  for (const person of STAFF) out = out.replaceAll(new RegExp(`@${handle(person)}\\b`, 'g'), `<@${userId(person)}>`);
  for (const { key, name } of CHANNELS) {
    if (name) out = out.replaceAll(new RegExp(`(?<!<)#${name}\\b`, 'g'), `<#${channelId(key)}|${name}>`);
  }
  return out;
}
