import { type BatchItem } from 'drizzle-orm/batch';
import { log } from '../../src/core/log';
import { type Database } from '../../src/db/client';
import { projectError, projectEvent, projectHealth, projectIntegration } from '../../src/db/projection';
import { type IntegrationStore, type OutboxRow } from './store';

const BATCH = 50;

/** Brings everything that waits to D1, in order. Each row may arrive twice. @returns whether nothing is left. */
export async function flushOutbox(store: IntegrationStore, db: Database): Promise<boolean> {
  for (let rows = store.outbox(BATCH); rows.length > 0; rows = store.outbox(BATCH)) {
    const statements = rows.flatMap(({ row }, index) => project(store, db, row, rows.slice(index + 1)));
    const [first, ...rest] = statements;
    try {
      if (first !== undefined) await db.batch([first, ...rest]);
    } catch (error) {
      log('warn', 'the outbox could not reach D1; the alarm tries again', {
        integration: store.record?.id,
        error: String(error),
      });
      return false;
    }
    store.forget(rows.at(-1)?.n ?? 0);
  }
  return true;
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
