import { type Account, type PlatformApi } from './platform-call';

/** What a record is, whatever platform it comes from. */
export const RECORD_KINDS = [
  'message',
  'mail',
  'meeting',
  'recording',
  'transcript',
  'note',
  'page',
  'item',
  'video',
  'call',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** Something a platform holds, in the form in which all platforms are searched together. Its texts are third parties'. */
export interface SyncRecord {
  kind: RecordKind;
  /** The platform's own id, unique in the integration. */
  externalId: string;
  /** When it was written or took place, in milliseconds since 1970. */
  at: number;
  /** When it last changed at the platform; an older state never replaces a newer one. */
  updatedAt: number;
  title: string;
  /** Cut at `MOST_TEXT` characters when it is stored. */
  text: string;
  /** Who wrote it, got it or took part, as `Ada Lovelace <ada@example.com>` where both are known. */
  people: readonly string[];
  /** Where a person finds it. */
  url?: string;
  /** The channel, thread or series it is part of. */
  container?: { id: string; name: string };
  /** Arguments with which the platform's own tools find it: `channel`, `ts`, `message_id` ... */
  ids: Readonly<Record<string, string>>;
}

/** Characters of a record's text that are kept. */
export const MOST_TEXT = 20_000;

/** One step of a sync: what was read, and where the next step begins. */
export interface SyncPage {
  records: readonly SyncRecord[];
  /** External ids of what is no longer there. */
  gone?: readonly string[];
  /** Ids of containers the account no longer sees: everything kept of them goes. */
  goneContainers?: readonly string[];
  /** The platform's own cursor and what else it takes to go on; opaque to everybody but the resource. */
  cursor: string;
  /** Is there nothing more to read for now? The cursor then is where the next sync begins. */
  done: boolean;
  /** How many records there are to read in all, where the platform says. */
  total?: number;
  /** The platform no longer knows the cursor: everything has to be read once more, from the beginning. */
  reset?: boolean;
}

export interface SyncContext {
  /** Milliseconds since 1970. */
  now: number;
  /** Nothing older is kept, so nothing older need be read. */
  since: number;
  account: Account;
  /** Names and the like, looked up once; forgotten whenever the object leaves memory. */
  memo: Map<string, string>;
}

/** Something of a platform that can be kept here and searched. A pure definition: the Integration object keeps the cursors. */
export interface SyncResource {
  title: string;
  /** What is stored, in a sentence for the person who switches it on. */
  stores: string;
  kinds: readonly RecordKind[];
  /**
   * Reads one page: a few calls, some hundred records at most. Without a cursor it begins from `context.since`.
   * @throws {SeneschalError} what the platform refused; the sync goes on from the same cursor later.
   */
  page: (api: PlatformApi, cursor: string | undefined, context: SyncContext) => Promise<SyncPage>;
}

export const JOB_STATES = ['queued', 'running', 'done', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** How far a sync has come. Times are ISO 8601. */
export interface SyncProgress {
  jobId: string;
  resource: string;
  status: JobState;
  /** Records stored or changed by this job. */
  done: number;
  total: number | null;
  startedAt: string | null;
  finishedAt: string | null;
  /** Kind and reference of what stopped it; it goes on from there the next time. */
  error: string | null;
}

/** What one visit to a sync came to. */
export interface SyncSlice {
  progress: SyncProgress;
  /** Seconds after which to come again; null where nothing is left to do. */
  again: number | null;
}
