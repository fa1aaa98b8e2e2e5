import { and, eq } from 'drizzle-orm';
import { type Database } from './client';
import { defaultAccounts } from './schema';

interface Whose {
  workspaceId: string;
  memberId: string;
  platform: string;
}

/** The integration a person's tools use where several would do. */
export async function defaultAccountOf(
  db: Database,
  { workspaceId, memberId, platform }: Whose,
): Promise<string | undefined> {
  const row = await db
    .select()
    .from(defaultAccounts)
    .where(
      and(
        eq(defaultAccounts.workspaceId, workspaceId),
        eq(defaultAccounts.memberId, memberId),
        eq(defaultAccounts.platform, platform),
      ),
    )
    .get();
  return row?.integrationId;
}

export async function setDefaultAccount(db: Database, row: Whose & { integrationId: string }): Promise<void> {
  const target = [defaultAccounts.workspaceId, defaultAccounts.memberId, defaultAccounts.platform];
  await db
    .insert(defaultAccounts)
    .values(row)
    .onConflictDoUpdate({ target, set: { integrationId: row.integrationId } });
}
