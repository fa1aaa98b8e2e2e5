import { sql } from 'drizzle-orm';
import { type Database } from './client';

/** What a D1 database can hold, in bytes. @see https://developers.cloudflare.com/d1/platform/limits/ */
export const DATABASE_LIMIT_BYTES = 10_000_000_000;
/** The share of the limit from which on somebody should act. */
const WARN_SHARE = 0.7;

export interface DatabaseSize {
  bytes: number;
  limit: number;
  /** From 0 to 1. */
  share: number;
  /** Is it time to act? */
  warn: boolean;
}

export const sizeOf = (bytes: number): DatabaseSize => {
  const share = bytes / DATABASE_LIMIT_BYTES;
  return { bytes, limit: DATABASE_LIMIT_BYTES, share, warn: share >= WARN_SHARE };
};

/** How full the database is, as it says with every answer. */
export async function databaseSize(db: Database): Promise<DatabaseSize> {
  const { meta } = await db.run(sql`select 1`);
  return sizeOf(meta.size_after);
}

/** What people are told of a database that is getting full; undefined while there is room. */
export const sizeWarning = ({ bytes, limit, share, warn }: DatabaseSize): string | undefined =>
  warn
    ? `The database holds ${gigabytes(bytes)} of at most ${gigabytes(limit)} GB (${Math.floor(share * 100)} %). Once it is full nothing can be stored. Stop syncing what nobody needs.`
    : undefined;

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
