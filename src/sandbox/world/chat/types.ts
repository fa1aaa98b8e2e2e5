import { type PersonKey } from '../people';
import { type At } from '../time';

export interface Channel {
  key: string;
  name: string;
  kind: 'public' | 'private' | 'dm';
  topic: string;
  purpose: string;
  /** Everyone is in the general channel; the first member made the channel. */
  members: readonly PersonKey[];
  general?: boolean;
  /** Kept for reading alone. */
  archived?: boolean;
  /** Whether Seneschal's bot has been invited. */
  bot: boolean;
  created: At;
}

export interface ChatMessage {
  key: string;
  channel: string;
  from: PersonKey;
  at: At;
  /** `@priya` mentions somebody, `#engineering` a channel; `{day:+3}` is a date. */
  text: string;
  /** Key of the message it replies to. */
  thread?: string;
  reactions?: Readonly<Record<string, readonly PersonKey[]>>;
}
