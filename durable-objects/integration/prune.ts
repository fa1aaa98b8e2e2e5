const DAY_MS = 86_400_000;
/** Longer than any platform sends a delivery again. */
const DELIVERIES_MS = 30 * DAY_MS;
/** D1 keeps the history for just as long. */
const EVENTS_MS = 90 * DAY_MS;
/** At most this many rows of each kind in one visit. */
const MOST = 500;

/**
 * Forgets what an object has kept long enough: the ids of deliveries and its events. The newest event stays, however old: the sequence
 * goes on from it.
 */
export function prune(sql: SqlStorage, now: number): void {
  sql.exec(
    'DELETE FROM deliveries WHERE rowid IN (SELECT rowid FROM deliveries WHERE at < ? LIMIT ?)',
    now - DELIVERIES_MS,
    MOST,
  );
  sql.exec(
    `DELETE FROM events WHERE sequence IN (SELECT sequence FROM events WHERE sequence < (SELECT max(sequence) FROM events)
      AND json_extract(json, '$.at') < ? ORDER BY sequence LIMIT ?)`,
    now - EVENTS_MS,
    MOST,
  );
}
