import { and, desc, eq, gt, like, lt, or, sql } from 'drizzle-orm';
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
  const [first, ...rest] = chunks.map((chunk) =>
    db
      .insert(audit)
      .values([...chunk])
      .onConflictDoNothing(),
  );
  if (first !== undefined) await db.batch([first, ...rest]);
}

export interface AuditFilter {
  workspaceId: string;
  /** Only this member's; everybody's where undefined. */
  memberId?: string | undefined;
  action?: string | undefined;
  outcome?: AuditRow['outcome'] | undefined;
  subject?: string | undefined;
  /** Only what is older than this entry. */
  before?: Pick<AuditRow, 'at' | 'id'> | undefined;
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
        before === undefined
          ? undefined
          : or(lt(audit.at, before.at), and(eq(audit.at, before.at), lt(audit.id, before.id))),
      ),
    )
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(limit)
    .all();
}

const HOUR_MS = 3_600_000;

/** Tool calls of one hour. */
export interface CallsOfHour {
  ok: number;
  /** Refused or failed. */
  bad: number;
}

/** Tool calls of the last `hours` hours, oldest hour first; one member's, or everybody's where none is named. */
export async function callsPerHour(
  db: Database,
  whose: { workspaceId: string; memberId?: string | undefined },
  hours: number,
  now: number,
): Promise<CallsOfHour[]> {
  const since = now - hours * HOUR_MS;
  const hour = sql<number>`cast((${audit.at} - ${since}) / ${HOUR_MS} as integer)`;
  const rows = await db
    .select({ hour, bad: sql<number>`sum(${audit.outcome} <> 'ok')`, all: sql<number>`count(*)` })
    .from(audit)
    .where(
      and(
        eq(audit.workspaceId, whose.workspaceId),
        gt(audit.at, since),
        eq(audit.action, 'tool.call'),
        whose.memberId === undefined ? undefined : eq(audit.memberId, whose.memberId),
      ),
    )
    .groupBy(sql`1`)
    .all();
  const found = new Map(rows.map((row) => [row.hour, row]));
  return Array.from({ length: hours }, (_, index) => {
    const { all = 0, bad = 0 } = found.get(index) ?? {};
    return { ok: all - bad, bad };
  });
}
