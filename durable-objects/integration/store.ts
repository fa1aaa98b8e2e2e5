import { newId } from '../../src/core/ids';
import {
  type ErrorRow,
  type EventRow,
  type HealthRow,
  type IntegrationRecord,
} from '../../src/core/integration-record';
import { nextState, type StateEvent } from '../../src/core/integration-state';

/** What leaves for D1. */
export type OutboxRow =
  | { table: 'integration'; row: IntegrationRecord }
  | { table: 'event'; row: EventRow }
  | { table: 'error'; row: ErrorRow }
  | { table: 'health'; row: HealthRow };

export type NewEvent = Pick<EventRow, 'type' | 'actor' | 'data'>;

export interface Change {
  set?: Partial<Omit<IntegrationRecord, 'id' | 'workspaceId' | 'platform' | 'owner' | 'createdAt' | 'version'>>;
  /** State events in their order; those not allowed in the state they meet change nothing. */
  transitions?: readonly StateEvent[];
  /** Why, for the events of the transitions. */
  because?: Record<string, unknown>;
  actor: string;
  events?: readonly NewEvent[];
  tokens?: { access: string; refresh: string | null } | 'erase';
  /** Sealed: what the platform said will sign its deliveries. */
  hookSecret?: string;
  also?: readonly OutboxRow[];
}

const SCHEMA = [
  'CREATE TABLE IF NOT EXISTS record (one INTEGER PRIMARY KEY CHECK (one = 1), json TEXT NOT NULL)',
  'CREATE TABLE IF NOT EXISTS tokens (kind TEXT PRIMARY KEY, generation INTEGER NOT NULL, sealed TEXT NOT NULL)',
  'CREATE TABLE IF NOT EXISTS events (sequence INTEGER PRIMARY KEY, json TEXT NOT NULL)',
  'CREATE TABLE IF NOT EXISTS outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL)',
  'CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, at INTEGER NOT NULL)',
  'CREATE TABLE IF NOT EXISTS effects (id TEXT PRIMARY KEY, digest TEXT NOT NULL, sealed TEXT, at INTEGER NOT NULL)',
];

/** The directory keeps deliveries for 30 days; whoever hands one over late finds it here a day longer. */
const DELIVERIES_MS = 31 * 86_400_000;

/**
 * The object's storage. A change of the record, its events, its tokens and the rows for D1 are one transaction.
 * Nothing is written, not even the tables, before the first change: asking a random id leaves no trace.
 */
export class IntegrationStore {
  readonly #storage: DurableObjectStorage;
  #record: IntegrationRecord | undefined;
  #open = false;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    const exists =
      storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'record'").toArray().length > 0;
    if (!exists) return;
    this.#createTables();
    const row = storage.sql.exec<{ json: string }>('SELECT json FROM record').toArray()[0];
    if (row !== undefined) this.#record = JSON.parse(row.json) as IntegrationRecord;
  }

  get record(): IntegrationRecord | undefined {
    return this.#record;
  }

  create(record: IntegrationRecord): void {
    this.#createTables();
    this.#record = record;
  }

  /** @throws {Error} before `create`. */
  apply(change: Change): IntegrationRecord {
    const current = this.#record;
    if (current === undefined) throw new Error('an integration is created before it changes');
    const record: IntegrationRecord = { ...current, ...change.set, version: current.version + 1 };
    // A refresh under way then finds a newer generation and leaves no tokens behind.
    if (change.tokens === 'erase') record.generation += 1;
    const events: NewEvent[] = [...(change.events ?? [])];
    for (const event of change.transitions ?? []) {
      const to = nextState(record.state, event);
      if (to === undefined || to === record.state) continue;
      events.push({
        type: 'integration.state_changed',
        actor: change.actor,
        data: { from: record.state, to, event, ...change.because },
      });
      record.state = to;
    }
    this.#storage.transactionSync(() => {
      const { sql } = this.#storage;
      sql.exec('INSERT OR REPLACE INTO record (one, json) VALUES (1, ?)', JSON.stringify(record));
      if (change.tokens === 'erase') sql.exec('DELETE FROM tokens');
      else if (change.tokens !== undefined) this.#writeTokens(record.generation, change.tokens);
      if (change.hookSecret !== undefined) this.#writeToken('webhook', 0, change.hookSecret);
      this.#enqueue({ table: 'integration', row: record });
      for (const event of events) this.#append(event);
      for (const row of change.also ?? []) this.#enqueue(row);
    });
    this.#record = record;
    return record;
  }

  /** Remembers what concerns the object alone: no event, no new version, nothing for D1. */
  note(set: Partial<Pick<IntegrationRecord, 'refreshIntent' | 'recoverAt' | 'recoverMs' | 'answeredAt'>>): void {
    if (this.#record === undefined) throw new Error('an integration is created before it changes');
    this.#record = { ...this.#record, ...set };
    this.#storage.sql.exec('INSERT OR REPLACE INTO record (one, json) VALUES (1, ?)', JSON.stringify(this.#record));
  }

  sealedTokens(): { access: string | undefined; refresh: string | undefined; webhook: string | undefined } {
    const rows = this.#storage.sql.exec<{ kind: string; sealed: string }>('SELECT kind, sealed FROM tokens').toArray();
    const find = (kind: string) => rows.find((row) => row.kind === kind)?.sealed;
    return { access: find('access'), refresh: find('refresh'), webhook: find('webhook') };
  }

  /** Remembers a delivery; false where it was here before. Each forgets two that are old enough: no claim looks at them all. */
  claimDelivery(id: string, at: number): boolean {
    this.#storage.sql.exec(
      'DELETE FROM deliveries WHERE rowid IN (SELECT rowid FROM deliveries ORDER BY rowid LIMIT 2) AND at < ?',
      Date.now() - DELIVERIES_MS,
    );
    return this.#storage.sql.exec('INSERT OR IGNORE INTO deliveries (id, at) VALUES (?, ?)', id, at).rowsWritten > 0;
  }

  outbox(limit: number): { n: number; row: OutboxRow }[] {
    if (!this.#open) return [];
    return this.#storage.sql
      .exec<{ n: number; json: string }>('SELECT n, json FROM outbox ORDER BY n LIMIT ?', limit)
      .toArray()
      .map(({ n, json }) => ({ n, row: JSON.parse(json) as OutboxRow }));
  }

  forget(upTo: number): void {
    this.#storage.sql.exec('DELETE FROM outbox WHERE n <= ?', upTo);
  }

  #createTables(): void {
    if (this.#open) return;
    for (const statement of SCHEMA) this.#storage.sql.exec(statement);
    this.#open = true;
  }

  #writeTokens(generation: number, tokens: { access: string; refresh: string | null }): void {
    this.#storage.sql.exec("DELETE FROM tokens WHERE kind IN ('access', 'refresh')");
    this.#writeToken('access', generation, tokens.access);
    if (tokens.refresh !== null) this.#writeToken('refresh', generation, tokens.refresh);
  }

  #writeToken(kind: string, generation: number, sealed: string): void {
    this.#storage.sql.exec(
      'INSERT OR REPLACE INTO tokens (kind, generation, sealed) VALUES (?, ?, ?)',
      kind,
      generation,
      sealed,
    );
  }

  #append(event: NewEvent): void {
    const { sql } = this.#storage;
    const { next } = sql.exec<{ next: number }>('SELECT coalesce(max(sequence), 0) + 1 AS next FROM events').one();
    const row: EventRow = { id: newId('evt'), sequence: next, at: Date.now(), ...event };
    sql.exec('INSERT INTO events (sequence, json) VALUES (?, ?)', row.sequence, JSON.stringify(row));
    this.#enqueue({ table: 'event', row });
  }

  #enqueue(row: OutboxRow): void {
    this.#storage.sql.exec('INSERT INTO outbox (json) VALUES (?)', JSON.stringify(row));
  }
}
