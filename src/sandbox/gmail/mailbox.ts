import { fromBase64, toBase64 } from '../kernel/crypto';
import { hexId } from '../kernel/ids';
import { find, flatten, parseAddresses, parseMime, readableText, type MimePart } from '../kernel/mime/parse';
import { type Collection } from '../kernel/store';
import { type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';
import { DAY } from '../world/time';
import { SYSTEM_LABELS, type StoredLabel } from './labels';

/** What searches and lists need of a message; its bytes are kept apart. */
export interface StoredMessage {
  id: string;
  threadId: string;
  labels: string[];
  /** Milliseconds. */
  date: number;
  historyId: number;
  size: number;
  snippet: string;
  from: string;
  to: string;
  cc: string;
  bcc: string;
  subject: string;
  messageId: string;
  references: string[];
  text: string;
  files: string[];
  listId: string;
}

export interface StoredDraft {
  id: string;
  messageId: string;
}

export type HistoryKind = 'messagesAdded' | 'messagesDeleted' | 'labelsAdded' | 'labelsRemoved';

export interface HistoryRecord {
  id: number;
  /** When it happened, in milliseconds. */
  at: number;
  kind: HistoryKind;
  messageId: string;
  threadId: string;
  /** The message's labels afterwards. */
  labels: string[];
  changed: string[];
}

interface Incoming {
  raw: Uint8Array;
  labels: string[];
  date: number;
  threadId?: string;
  /** Names the id; seeded messages have one, so that their ids stay the same. */
  name?: string;
}

const FIRST_HISTORY_ID = 810_000;
const HISTORY_STEP = 7;
/** The service remembers changes for about a week. */
const REMEMBERED_MS = 7 * DAY;

const normalSubject = (subject: string): string =>
  subject
    .replace(/^(\s*(re|fwd?|aw|sv)\s*:\s*)+/i, '')
    .trim()
    .toLowerCase();

/** One person's mail. */
export class Mailbox {
  private readonly stored: Collection<StoredMessage>;
  private readonly raws: Collection<string>;
  private readonly drafts: Collection<StoredDraft>;
  private readonly userLabels: Collection<StoredLabel>;
  private readonly records: Collection<HistoryRecord>;

  constructor(
    readonly sandbox: Sandbox,
    readonly owner: PersonKey,
  ) {
    const { store } = sandbox;
    this.stored = store.collection('gmail.message');
    this.raws = store.collection('gmail.raw');
    this.drafts = store.collection('gmail.draft');
    this.userLabels = store.collection('gmail.label');
    this.records = store.collection('gmail.history');
  }

  /** Newest first, as every list of the service is. */
  messages(): StoredMessage[] {
    return this.stored.list(this.owner).sort((a, b) => b.date - a.date || b.id.localeCompare(a.id));
  }

  get(id: string): StoredMessage | undefined {
    return this.stored.get(this.owner, id);
  }

  thread(id: string): StoredMessage[] {
    return this.messages()
      .filter((message) => message.threadId === id)
      .reverse();
  }

  raw(id: string): Uint8Array {
    return fromBase64(this.raws.get(this.owner, id) ?? '') ?? new Uint8Array();
  }

  mime(id: string): MimePart {
    return parseMime(this.raw(id));
  }

  add({ raw, labels, date, threadId, name }: Incoming): StoredMessage {
    const { store } = this.sandbox;
    const id = idOf(this.owner, name ?? `new:${store.next(`gmail:message:${this.owner}`)}`);
    const mime = parseMime(raw);
    const header = (key: string) => find(mime.headers, key) ?? '';
    const text = readableText(mime);
    const message: StoredMessage = {
      id,
      threadId: '',
      labels: [...new Set(labels)],
      date,
      historyId: 0,
      size: raw.length,
      snippet: snippetOf(text),
      from: header('from'),
      to: header('to'),
      cc: header('cc'),
      bcc: header('bcc'),
      subject: header('subject'),
      messageId: header('message-id'),
      references: `${header('references')} ${header('in-reply-to')}`.match(/<[^<>\s]+>/g) ?? [],
      text,
      files: flatten(mime).flatMap(({ filename }) => (filename ? [filename] : [])),
      listId: header('list-id'),
    };
    message.threadId =
      this.fits(message, threadId) ?? (threadId === undefined ? this.matching(message) : undefined) ?? id;
    this.raws.put(this.owner, id, toBase64(raw));
    return this.note(message, 'messagesAdded', [], date);
  }

  /** A thread takes a message that answers one of its own under the same subject, and no other. */
  private fits(message: StoredMessage, threadId: string | undefined): string | undefined {
    const thread = threadId === undefined ? [] : this.thread(threadId);
    const answers = thread.some((other) => message.references.includes(other.messageId));
    const subject = thread.some((other) => normalSubject(other.subject) === normalSubject(message.subject));
    return answers && subject ? threadId : undefined;
  }

  private matching(message: StoredMessage): string | undefined {
    const known = this.messages().find((other) => message.references.includes(other.messageId));
    return known && this.fits(message, known.threadId);
  }

  relabel(message: StoredMessage, add: readonly string[], remove: readonly string[]): StoredMessage {
    const added = add.filter((label) => !message.labels.includes(label));
    const removed = remove.filter((label) => message.labels.includes(label) && !add.includes(label));
    let current = message;
    if (added.length) current = this.note({ ...current, labels: [...current.labels, ...added] }, 'labelsAdded', added);
    if (removed.length) {
      const labels = current.labels.filter((label) => !removed.includes(label));
      current = this.note({ ...current, labels }, 'labelsRemoved', removed);
    }
    return current;
  }

  remove(message: StoredMessage): void {
    this.note(message, 'messagesDeleted', []);
    this.stored.delete(this.owner, message.id);
    this.raws.delete(this.owner, message.id);
  }

  private note(message: StoredMessage, kind: HistoryKind, changed: string[], at = this.sandbox.now()): StoredMessage {
    const historyId = this.historyId() + HISTORY_STEP;
    this.sandbox.store.write(`gmail:history:${this.owner}`, historyId);
    const { id: messageId, threadId, labels } = message;
    const record = { id: historyId, at, kind, messageId, threadId, labels, changed };
    this.records.put(this.owner, String(historyId).padStart(12, '0'), record);
    return this.stored.put(this.owner, message.id, { ...message, historyId });
  }

  historyId(): number {
    return this.sandbox.store.read<number>(`gmail:history:${this.owner}`) ?? FIRST_HISTORY_ID;
  }

  /** What happened after `start`; undefined when that is longer ago than the service remembers. */
  historySince(start: number): HistoryRecord[] | undefined {
    const records = this.records.list(this.owner);
    const edge = this.sandbox.now() - REMEMBERED_MS;
    const forgotten = records.findLast(({ at }) => at < edge)?.id ?? FIRST_HISTORY_ID;
    return start < forgotten ? undefined : records.filter(({ id }) => id > start);
  }

  labels(): StoredLabel[] {
    return [...SYSTEM_LABELS, ...this.userLabels.list(this.owner)];
  }

  saveLabel(label: Omit<StoredLabel, 'id' | 'type'>): StoredLabel {
    const id = `Label_${this.sandbox.store.next(`gmail:label:${this.owner}`)}`;
    return this.userLabels.put(this.owner, id, { ...label, id, type: 'user' });
  }

  changeLabel(label: StoredLabel): StoredLabel {
    return this.userLabels.put(this.owner, label.id, label);
  }

  /** The label goes; its messages stay. */
  deleteLabel({ id }: StoredLabel): void {
    for (const message of this.messages()) if (message.labels.includes(id)) this.relabel(message, [], [id]);
    this.userLabels.delete(this.owner, id);
  }

  listDrafts(): StoredDraft[] {
    return this.drafts.list(this.owner);
  }

  draft(id: string): StoredDraft | undefined {
    return this.drafts.get(this.owner, id);
  }

  saveDraft(messageId: string, id = `r${this.sandbox.store.next(`gmail:draft:${this.owner}`)}${hexId(messageId)}`) {
    return this.drafts.put(this.owner, id, { id, messageId });
  }

  deleteDraft(id: string): void {
    this.drafts.delete(this.owner, id);
  }
}

/** Sixteen hexadecimal digits, as the service has them. */
const idOf = (owner: string, name: string): string => `19${hexId(`gmail:${owner}:${name}`).slice(2)}`;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function snippetOf(text: string): string {
  const words = text.replace(/\s+/g, ' ').trim();
  const cut = words.length <= 190 ? words : words.slice(0, words.lastIndexOf(' ', 190));
  return cut.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
}

export const addressesOf = (message: StoredMessage): string[] =>
  [message.to, message.cc, message.bcc].flatMap((value) => parseAddresses(value).map(({ address }) => address));
