import { type Collection } from '../kernel/store';
import { type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';
import { Folders } from './folders';
import { conversationIdOf, immutableId, placeId } from './ids';

export interface Address {
  name: string;
  address: string;
}

export interface StoredAttachment {
  id: string;
  name: string;
  contentType: string;
  size: number;
  inline: boolean;
  /** Base64. */
  bytes: string;
}

export interface StoredMessage {
  /** The immutable one. */
  id: string;
  folder: string;
  conversationId: string;
  subject: string;
  /** The text, and what of it does not repeat the mail before. */
  text: string;
  unique: string;
  html?: string;
  from: Address;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  internetMessageId: string;
  /** Milliseconds. */
  received: number;
  sent: number;
  created: number;
  modified: number;
  read: boolean;
  draft: boolean;
  flagged: boolean;
  importance: 'low' | 'normal' | 'high';
  categories: string[];
  attachments: StoredAttachment[];
  /** Grows with every change. */
  version: number;
}

export type NewMessage = Omit<StoredMessage, 'id' | 'conversationId' | 'version' | 'modified' | 'created'> & {
  conversationId?: string;
  /** Names the id; seeded messages have one, so that their ids stay the same. */
  name?: string;
};

/** A change of a message, and the folders it was in before and after. */
export interface StoredChange {
  seq: number;
  message: string;
  folders: string[];
}

/** One person's mail. */
export class Mailbox {
  readonly folders: Folders;
  private readonly stored: Collection<StoredMessage>;
  private readonly log: Collection<StoredChange>;

  constructor(
    readonly sandbox: Sandbox,
    readonly owner: PersonKey,
  ) {
    this.folders = new Folders(sandbox, owner);
    this.stored = sandbox.store.collection('outlook.message');
    this.log = sandbox.store.collection('outlook.change');
  }

  /** Newest first. */
  messages(folder?: string): StoredMessage[] {
    return this.stored
      .list(this.owner)
      .filter((message) => folder === undefined || message.folder === folder)
      .sort((a, b) => b.received - a.received || b.id.localeCompare(a.id));
  }

  /** By its immutable id, or by the one it has in the folder it is in. */
  get(id: string): StoredMessage | undefined {
    return (
      this.stored.get(this.owner, id) ?? this.messages().find((message) => placeId(message.id, message.folder) === id)
    );
  }

  add({ name, conversationId, ...message }: NewMessage): StoredMessage {
    const key = name ?? `new:${this.sandbox.store.next(`outlook:message:${this.owner}`)}`;
    const id = immutableId(this.owner, key);
    const now = message.received;
    const whole = { ...message, id, created: now, modified: now, version: 0 };
    return this.put({ ...whole, conversationId: conversationId ?? conversationIdOf(this.owner, key) }, message.folder);
  }

  change(message: StoredMessage, parts: Partial<StoredMessage>): StoredMessage {
    return this.put({ ...message, ...parts, modified: this.sandbox.now() }, message.folder);
  }

  remove(message: StoredMessage): void {
    this.stored.delete(this.owner, message.id);
    this.note(message.id, [message.folder]);
  }

  private put(message: StoredMessage, before: string): StoredMessage {
    this.note(message.id, [...new Set([before, message.folder])]);
    return this.stored.put(this.owner, message.id, { ...message, version: message.version + 1 });
  }

  private note(message: string, folders: string[]): void {
    const seq = this.seq() + 1;
    this.sandbox.store.write(`outlook:seq:${this.owner}`, seq);
    this.log.put(this.owner, String(seq).padStart(10, '0'), { seq, message, folders });
  }

  seq(): number {
    return this.sandbox.store.read<number>(`outlook:seq:${this.owner}`) ?? 0;
  }

  /** Ids of messages that changed in a folder after `seq`, each once, in the order of their last change. */
  changedSince(seq: number, folder: string): string[] {
    const changes = this.log.list(this.owner).filter((change) => change.seq > seq && change.folders.includes(folder));
    return [...new Set(changes.reverse().map(({ message }) => message))].reverse();
  }
}
