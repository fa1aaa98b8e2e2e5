import { type BatchItem } from 'drizzle-orm/batch';
import { log } from '../../src/core/log';
import { type Database } from '../../src/db/client';
import { projectError, projectEvent, projectHealth, projectIntegration } from '../../src/db/projection';
import { type IntegrationStore, type OutboxRow } from './store';

const BATCH = 50;

/** The way of an integration's rows to D1: one at a time, in their order. */
export class Outbox {
  readonly #store: IntegrationStore;
  readonly #db: Database;
  #flight: Promise<boolean> | undefined;

  constructor(store: IntegrationStore, db: Database) {
    this.#store = store;
    this.#db = db;
  }

  /**
   * Brings everything that waits to D1, also what is added while that is under way. Each row may arrive twice.
   * @returns whether nothing is left.
   */
  flush(): Promise<boolean> {
    this.#flight ??= this.#send();
    return this.#flight;
  }

  async #send(): Promise<boolean> {
    // A flight is known before it can be over.
    await Promise.resolve();
    try {
      for (let rows = this.#store.outbox(BATCH); rows.length > 0; rows = this.#store.outbox(BATCH)) {
        const statements = rows.flatMap(({ row }, index) => project(this.#store, this.#db, row, rows.slice(index + 1)));
        const [first, ...rest] = statements;
        if (first !== undefined) await this.#db.batch([first, ...rest]);
        this.#store.forget(rows.at(-1)?.n ?? 0);
      }
      return true;
    } catch (error) {
      const integration = this.#store.record?.id;
      log('warn', 'the outbox could not reach D1; the alarm tries again', { integration, error: String(error) });
      return false;
    } finally {
      this.#flight = undefined;
    }
  }
}

function project(
  store: IntegrationStore,
  db: Database,
  row: OutboxRow,
  later: readonly { row: OutboxRow }[],
): BatchItem<'sqlite'>[] {
  const record = store.record;
  if (record === undefined) return [];
  switch (row.table) {
    case 'integration':
      // A later snapshot in the same batch says everything this one does.
      return later.some((other) => other.row.table === 'integration') ? [] : projectIntegration(db, row.row);
    case 'event':
      return [projectEvent(db, record, row.row)];
    case 'error':
      return [projectError(db, record, row.row)];
    case 'health':
      return [projectHealth(db, record, row.row)];
  }
}
