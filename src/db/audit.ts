import { and, desc, eq, like, lt } from 'drizzle-orm';
import { type AuditEntry } from '../core/jobs';
import { type Database } from './client';
import { audit } from './schema';

export type AuditRow = typeof audit.$inferSelect;

/** D1 takes at most 100 parameters in a statement. */
const ROWS_PER_STATEMENT = 8;

/** Writes entries; one that is there already stays as it is. */
export async function insertAudit(db: Database, entries: readonly AuditEntry[]): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(entries.length / ROWS_PER_STATEMENT) }, (_, index) =>
    entries.slice(index * ROWS_PER_STATEMENT, (index + 1) * ROWS_PER_STATEMENT),
  );
  const [first, ...rest] = chunks.map((chunk) => db.insert(audit).values([...chunk]).onConflictDoNothing());
  if (first !== undefined) await db.batch([first, ...rest]);
}

export interface AuditFilter {
  workspaceId: string;
  /** Only this member's; everybody's where undefined. */
  memberId?: string | undefined;
  action?: string | undefined;
  outcome?: AuditRow['outcome'] | undefined;
  subject?: string | undefined;
  before?: number | undefined;
  limit: number;
}

/** The audit, newest first. */
export function listAudit(db: Database, filter: AuditFilter): Promise<AuditRow[]> {
  const { workspaceId, memberId, action, outcome, subject, before, limit } = filter;
  return db
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.workspaceId, workspaceId),
        memberId === undefined ? undefined : eq(audit.memberId, memberId),
        action === undefined ? undefined : eq(audit.action, action),
        outcome === undefined ? undefined : eq(audit.outcome, outcome),
        subject === undefined ? undefined : like(audit.subject, `%${subject.replaceAll(/[%_]/g, '')}%`),
        before === undefined ? undefined : lt(audit.at, before),
      ),
    )
    .orderBy(desc(audit.at))
    .limit(limit)
    .all();
}
