import { turnOf } from '../core/errors';
import { isOverdue } from '../core/health';
import { type IntegrationView } from '../core/integration-view';
import { type Database } from '../db/client';
import {
  type ActiveSync,
  type ExpiringToken,
  type HealthCheck,
  healthDays,
  healthHistory,
  healthSummaries,
  type RecentError,
  UPTIME_DAYS,
  uptimeOf,
} from '../db/health-board';

/** A page of a list, and where it goes on. */
export interface Listed<T> {
  items: T[];
  nextCursor: string | null;
}

/** @param rows one more than `limit`, where there are more. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string): Listed<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

export const viewed = <T, V>({ items, nextCursor }: Listed<T>, view: (row: T) => V): Listed<V> => ({
  items: items.map(view),
  nextCursor,
});

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** How integrations do, day by day for 30 days, and counted over everything that is kept. */
export async function healthViews(db: Database, integrations: readonly IntegrationView[], now: number) {
  const ids = integrations.map(({ id }) => id);
  const [days, summaries] = await Promise.all([healthDays(db, ids, now), healthSummaries(db, ids)]);
  const kept = new Map(summaries.map((summary) => [summary.integrationId, summary]));
  return integrations.map((integration) => {
    const { id, platform, account, state, health, breaker } = integration;
    const { checks, healthy, unhealthy } = kept.get(id) ?? {};
    const own = days.get(id) ?? [];
    return {
      ...{ id, platform, account, state, health, breaker },
      overdue: isOverdue(integration, now),
      uptime: { days: UPTIME_DAYS, ...uptimeOf(own) },
      days: own.map(({ day, ...counts }) => ({ day: new Date(day).toISOString().slice(0, 10), ...counts })),
      kept: { checks: checks ?? 0, healthy: healthy ?? 0, unhealthy: unhealthy ?? 0 },
    };
  });
}

/** One integration's health, with its checks, newest first. */
export async function healthDetails(
  db: Database,
  integration: IntegrationView,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const { id, state, health } = integration;
  const now = Date.now();
  const [days, checks] = await Promise.all([
    healthDays(db, [id], now),
    healthHistory(db, id, { before: cursor, limit: limit + 1 }),
  ]);
  return {
    ...{ id, state, ...health },
    overdue: isOverdue(integration, now),
    uptime: { days: UPTIME_DAYS, ...uptimeOf(days.get(id) ?? []) },
    ...viewed(
      pageOf(checks, limit, (check) => check.id),
      checkView,
    ),
  };
}

const checkView = ({ id, at, status, reason, durationMs }: HealthCheck) => ({
  ...{ id, at: iso(at), status, reason, durationMs },
});

export const tokenView = ({ integrationId, platform, account, state, expiresAt, renewable }: ExpiringToken) => ({
  ...{ integrationId, platform, account, state, expiresAt: iso(expiresAt), renewable },
});

export const syncView = ({ createdAt, startedAt, ...sync }: ActiveSync) => ({
  ...{ ...sync, createdAt: iso(createdAt), startedAt: iso(startedAt) },
});

export const errorView = ({ error, platform, account }: RecentError) => {
  const { id, integrationId, kind, method, pathTemplate, status, code, reference, at } = error;
  return {
    ...{ id, at: iso(at), integrationId, platform, account, kind, turn: turnOf(kind) },
    ...{ method, path: pathTemplate, status, code, reference },
  };
};
