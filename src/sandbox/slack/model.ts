import { type JsonObject } from '../kernel/call';
import { type Collection } from '../kernel/store';
import { type Sandbox } from '../platform';

export interface Channel {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'im' | 'mpim';
  topic: string;
  purpose: string;
  /** Slack user ids; a bot user is a member like everybody else. */
  members: string[];
  creator: string;
  /** Unix seconds, as Slack counts. */
  created: number;
  general: boolean;
  archived: boolean;
}

export interface Message {
  ts: string;
  channel: string;
  user: string;
  text: string;
  threadTs?: string;
  /** A reply also shown in the channel. */
  broadcast?: boolean;
  subtype?: string;
  bot?: boolean;
  reactions: { name: string; users: string[] }[];
  edited?: { user: string; ts: string };
  blocks?: JsonObject[];
  attachments?: JsonObject[];
}

export interface ScheduledMessage {
  id: string;
  postAt: number;
  message: Omit<Message, 'ts'>;
}

/** Slack's part of the company, as it is now. */
export class Workspace {
  readonly channels: Collection<Channel>;
  readonly messages: Collection<Message>;
  readonly scheduled: Collection<ScheduledMessage>;

  constructor(readonly sandbox: Sandbox) {
    this.channels = sandbox.store.collection('slack.channel');
    this.messages = sandbox.store.collection('slack.message');
    this.scheduled = sandbox.store.collection('slack.scheduled');
  }

  channel(id: string): Channel | undefined {
    return this.channels.get('', id);
  }

  saveChannel(channel: Channel): void {
    this.channels.put('', channel.id, channel);
  }

  message(channel: string, ts: string): Message | undefined {
    return this.messages.get(channel, ts);
  }

  save(message: Message): Message {
    return this.messages.put(message.channel, message.ts, message);
  }

  post(message: Omit<Message, 'ts'>): Message {
    return this.save({ ...message, ts: this.nextTs() });
  }

  replies(message: Message): Message[] {
    return this.messages.list(message.channel).filter((m) => m.threadTs === message.ts && m.ts !== message.ts);
  }

  /** Scheduled messages whose time has come appear when somebody next looks. */
  releaseScheduled(): void {
    const now = this.sandbox.now() / 1000;
    for (const due of this.scheduled.all()) {
      if (due.postAt > now) continue;
      this.scheduled.delete('', due.id);
      this.post(due.message);
    }
  }

  seconds(): number {
    return Math.floor(this.sandbox.now() / 1000);
  }

  /** Unique and growing, even when the clock was set back. */
  nextTs(): string {
    const last = this.sandbox.store.read<number>('slack:ts') ?? 0;
    const micros = Math.max(Math.floor(this.sandbox.now() * 1000), last + 1);
    this.sandbox.store.write('slack:ts', micros);
    const digits = String(micros);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }
}
