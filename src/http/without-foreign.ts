import { type Principal } from '../core/principal';
import { type AuditRow } from '../db/audit';
import { type Database } from '../db/client';
import { usableIntegrations } from '../db/integrations';

/** Who may see everybody's audit entries still does not learn of integrations that are not theirs to use. */
export async function withoutForeign(db: Database, viewer: Principal, rows: AuditRow[]): Promise<AuditRow[]> {
  const isOwn = (row: AuditRow): boolean => row.memberId === viewer.memberId || row.integrationId === null;
  if (rows.every(isOwn)) return rows;
  const usable = new Set((await usableIntegrations(db, viewer)).map(({ id }) => id));
  return rows.map((row) => (isOwn(row) || usable.has(row.integrationId ?? '') ? row : { ...row, integrationId: null }));
}
