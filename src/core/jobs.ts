/** What travels through the queue. Each message can arrive twice; handling it twice changes nothing. */
export type JobMessage =
  | { type: 'webhook'; id: string }
  | { type: 'audit'; entry: AuditEntry }
  /** Check an integration's health, or renew its tokens where they are due. */
  | { type: 'health'; integrationId: string }
  | { type: 'renew'; integrationId: string }
  /** Make or renew the subscription that lets its platform deliver webhooks. */
  | { type: 'subscribe'; integrationId: string }
  /** A member was removed: their connections and their clients end. */
  | { type: 'leaver'; workspaceId: string; memberId: string; actor: string }
  | SyncJob
  | UpkeepJob;

/** Goes on with a sync: with this job, or with whatever is due where none is named. */
export interface SyncJob {
  type: 'sync';
  integrationId: string;
  resource: string;
  jobId?: string;
}

/** Housekeeping in bounded steps. A message that is lost is made up for by the next night's run. */
export type UpkeepJob =
  /** Deletes what has been kept long enough, from this place of a table on. */
  | { type: 'retention'; table: string; after: number }
  /** Wraps data keys by the newest master key, from this place on. */
  | { type: 'rewrap_keys'; after: { scope: string; version: number } }
  /** Gives a scope its next data key when it is time, and begins the walk that seals anew. */
  | { type: 'rotate_key'; scope: string }
  | { type: 'reseal'; walk: ResealWalk };

/** A walk over everything sealed under a scope's older data keys, and how far it has come. */
export interface ResealWalk {
  scope: string;
  /** The data key that was the newest when the walk began. */
  version: number;
  /** Did the walk begin when nothing could still be about to be sealed under an older key? */
  settled: boolean;
  /** The id of what was visited last. */
  after: string;
  /** How many values had to be sealed anew. */
  found: number;
  /** How many could not be. */
  failed: number;
}

/** One line of the audit: who did what, with which outcome. Never arguments, never results. */
export interface AuditEntry {
  id: string;
  workspaceId: string;
  at: number;
  memberId: string;
  client: string;
  /** `tool.call`, `session.sign_in`, `client.consent`, `integration.connect` ... */
  action: string;
  /** What it was done to: a tool's name, an id. */
  subject: string;
  outcome: 'ok' | 'refused' | 'failed';
  reference?: string;
  integrationId?: string;
  durationMs?: number;
}
