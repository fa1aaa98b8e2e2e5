import { eq, lt } from 'drizzle-orm';
import { sha256 } from '../core/ids';
import { type Database } from './client';
import { connectStates } from './schema';

const STATE_MS = 10 * 60_000;

export type ConnectState = typeof connectStates.$inferSelect;

/** Remembers an authorisation under way for ten minutes, by the hash of its state. */
export async function rememberState(
  db: Database,
  state: string,
  row: Omit<ConnectState, 'hash' | 'createdAt' | 'expiresAt'>,
): Promise<void> {
  const now = Date.now();
  await db
    .insert(connectStates)
    .values({ ...row, hash: await sha256(state), createdAt: now, expiresAt: now + STATE_MS });
}

/** Reads and deletes in one statement: a state works once, whoever presents it. */
export const takeState = async (db: Database, state: string): Promise<ConnectState | undefined> =>
  db
    .delete(connectStates)
    .where(eq(connectStates.hash, await sha256(state)))
    .returning()
    .get();

export const forgetStates = (db: Database, now: number) =>
  db.delete(connectStates).where(lt(connectStates.expiresAt, now));
