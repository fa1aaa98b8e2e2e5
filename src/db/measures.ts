import { type SQL, sql } from 'drizzle-orm';
import { HEALTH_OVERDUE_MS } from '../core/health';
import { type IntegrationState } from '../core/integration-state';
import { type Database, literal } from './client';
import { type DatabaseSize, sizeOf } from './size';

const HOUR_MS = 3_600_000;
const EXPIRING_MS = 48 * HOUR_MS;

/** Upper bounds of the durations of tool calls, in milliseconds. */
export const DURATIONS_MS = [10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const;

interface Counted {
  n: number;
}
/** Calls of one server with one outcome: how many, how many of them with a duration, their sum, and how many within each bound. */
export type CallsMeasured = Counted & { server: string; outcome: string; timed: number; totalMs: number } & Record<
    `within${number}`,
    number
  >;

/** Counts for whoever watches this deployment: all of its workspaces together, nobody's names or ids. */
export interface Measures {
  integrations: (Counted & {
    platform: string;
    state: IntegrationState;
    health: string;
    breaker: string;
    overdue: number;
  })[];
  expiring: (Counted & { platform: string; renewable: number })[];
  webhooksOfHour: (Counted & { platform: string; status: string })[];
  /** Accepted and not handled, however old; `oldest` is when the first of them came. */
  webhooksWaiting: (Counted & { platform: string; status: string; oldest: number })[];
  errorsOfHour: (Counted & { platform: string; kind: string })[];
  callsOfHour: CallsMeasured[];
  sessions: number;
  accessTokens: number;
  dataKeys: (Counted & { masterVersion: number; superseded: number })[];
  size: DatabaseSize;
}

/** Takes all measures in one round trip. Every query walks an index or a small table: the cost follows what happened, not what is kept. */
export async function takeMeasures(db: Database, now: number): Promise<Measures> {
  const hourAgo = literal(now - HOUR_MS);
  const all = <T>(query: SQL) => db.all<T>(query);
  const [integrations, expiring, webhooksOfHour, webhooksWaiting, errorsOfHour, callsOfHour, alive, dataKeys, size] =
    await db.batch([
      all<
        Measures['integrations'][number]
      >(sql`select platform, state, health_status as health, breaker_state as breaker,
        count(*) as n, sum(state in ('CONNECTED', 'ACTIVE', 'ERROR', 'DEGRADED')
          and coalesce(health_checked_at, created_at) < ${literal(now - HEALTH_OVERDUE_MS)}) as overdue
        from integrations group by 1, 2, 3, 4`),
      all<Measures['expiring'][number]>(sql`select i.platform as platform, t.refreshable as renewable, count(*) as n
        from oauth_tokens t join integrations i on i.id = t.integration_id
        where t.expires_at < ${literal(now + EXPIRING_MS)} and i.state <> 'DELETED' group by 1, 2`),
      // Naming every status lets the index by status and time serve.
      all<Measures['webhooksOfHour'][number]>(sql`select platform, status, count(*) as n from webhook_events
        where status in ('received', 'handled', 'ignored', 'failed', 'dead') and received_at > ${hourAgo} group by 1, 2`),
      all<Measures['webhooksWaiting'][number]>(sql`select platform, status, count(*) as n, min(received_at) as oldest
        from webhook_events where status in ('received', 'failed', 'dead') group by 1, 2`),
      // Integration by integration, through the index by integration and time.
      all<Measures['errorsOfHour'][number]>(sql`select i.platform as platform, e.kind as kind, count(*) as n
        from integrations i cross join integration_errors e where e.integration_id = i.id and e.at > ${hourAgo} group by 1, 2`),
      all<CallsMeasured>(sql`select substr(subject, 1, instr(subject, '.') - 1) as server, outcome, count(*) as n,
        count(duration_ms) as timed, coalesce(sum(duration_ms), 0) as totalMs, ${within()}
        from audit where workspace_id in (select id from workspaces) and at > ${hourAgo} and action = 'tool.call' group by 1, 2`),
      all<{ sessions: number; accessTokens: number }>(sql`select
        (select count(*) from sessions where revoked_at is null and expires_at > ${literal(now)}) as sessions,
        (select count(*) from access_tokens where revoked_at is null and expires_at > ${literal(now)}) as accessTokens`),
      all<Measures['dataKeys'][number]>(sql`select master_version as masterVersion, count(*) as n, sum(exists
        (select 1 from data_keys newer where newer.workspace_id = k.workspace_id and newer.version > k.version)) as superseded
        from data_keys k group by 1`),
      db.run(sql`select 1`),
    ]);
  const { sessions = 0, accessTokens = 0 } = alive[0] ?? {};
  return {
    integrations,
    expiring,
    webhooksOfHour,
    webhooksWaiting,
    errorsOfHour,
    callsOfHour,
    sessions,
    accessTokens,
    dataKeys,
    size: sizeOf(size.meta.size_after),
  };
}

const within = (): SQL =>
  sql.join(
    DURATIONS_MS.map(
      (bound) => sql`coalesce(sum(duration_ms <= ${literal(bound)}), 0) as ${sql.raw(`within${bound}`)}`,
    ),
    sql`, `,
  );
