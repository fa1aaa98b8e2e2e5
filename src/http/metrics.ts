import { Hono } from 'hono';
import { type App } from '../auth/person';
import { ERROR_KINDS, notFound } from '../core/errors';
import { INTEGRATION_STATES, isUsable } from '../core/integration-state';
import { problem } from '../core/problem';
import { equalConstantTime } from '../core/signatures';
import { database } from '../db/client';
import { DURATIONS_MS, type Measures, takeMeasures } from '../db/measures';
import { settings } from '../env';
import { allServers, connectors, webhookSources } from '../registry';
import { masterKeyUse } from '../vault/rotation';
import { vaultOf } from '../vault/vault-of';
import { type Metric, PROMETHEUS_CONTENT_TYPE, render, type Sample, Tally } from './prometheus';
import { VERSION } from './version';

/** What a monitoring system reads. Without METRICS_TOKEN it does not exist. */
export const metrics = new Hono<App>();

metrics.get('/metrics', async (c) => {
  const { metricsToken } = settings(c.env);
  if (metricsToken === undefined) throw notFound('The page');
  const [, sent = ''] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (!equalConstantTime(sent, metricsToken)) {
    const refusal = problem(401, 'Send the deployment’s METRICS_TOKEN as a bearer token.');
    refusal.headers.set('www-authenticate', 'Bearer realm="metrics"');
    return refusal;
  }
  const now = Date.now();
  const measures = await takeMeasures(database(c.env.DB), now);
  const text = render(toMetrics(measures, vaultOf(c.env).masterVersions, now));
  return c.body(text, 200, { 'content-type': PROMETHEUS_CONTENT_TYPE, 'cache-control': 'no-store' });
});

const PLATFORMS = connectors.map(({ id }) => id);
const SOURCES = webhookSources.map(({ id }) => id);
const HEALTH = ['healthy', 'degraded', 'unhealthy', 'unknown'];
const WEBHOOK_STATUSES = ['received', 'handled', 'ignored', 'failed', 'dead'];
const WAITING_STATUSES = ['received', 'failed', 'dead'];
const OUTCOMES = ['ok', 'refused', 'failed'];

/** @param masters the versions of the master keys that are set, the one that wraps first. */
export function toMetrics(measures: Measures, masters: readonly number[], now: number): Metric[] {
  return [
    gauge('build_info', 'Always 1; the label says which version runs.', [{ labels: { version: VERSION }, value: 1 }]),
    ...ofIntegrations(measures),
    ...ofWebhooks(measures, now),
    ...ofCalls(measures),
    gauge('sessions', 'Browser sessions that are alive.', one(measures.sessions)),
    gauge('access_tokens', 'Personal access tokens that are alive.', one(measures.accessTokens)),
    ...ofKeys(measures, masters),
    gauge('database_size_bytes', 'Size of the D1 database.', one(measures.size.bytes)),
    gauge('database_size_limit_bytes', 'What the D1 database can hold at most.', one(measures.size.limit)),
    gauge('database_size_warning', '1 where the D1 database is 70 % full or more.', one(measures.size.warn ? 1 : 0)),
  ];
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name: `seneschal_${name}`,
  help,
  type: 'gauge',
  samples,
});

const one = (value: number): Sample[] => [{ labels: {}, value }];

function ofIntegrations({ integrations, expiring, errorsOfHour }: Measures): Metric[] {
  const byState = new Tally({ platform: PLATFORMS, state: INTEGRATION_STATES });
  const byHealth = new Tally({ platform: PLATFORMS, status: HEALTH });
  const breakers = new Tally({ platform: PLATFORMS });
  const overdue = new Tally({ platform: PLATFORMS });
  for (const { platform, state, health, breaker, n, overdue: late } of integrations) {
    byState.add({ platform, state }, n);
    if (!isUsable(state)) continue;
    byHealth.add({ platform, status: health }, n);
    overdue.add({ platform }, late);
    if (breaker !== 'closed') breakers.add({ platform }, n);
  }
  const ending = new Tally({ platform: PLATFORMS, renewable: ['true', 'false'] });
  for (const { platform, renewable, n } of expiring)
    ending.add({ platform, renewable: renewable ? 'true' : 'false' }, n);
  const errors = new Tally({ platform: PLATFORMS, kind: ERROR_KINDS });
  for (const { platform, kind, n } of errorsOfHour) errors.add({ platform, kind }, n);
  return [
    gauge('integrations', 'Integrations by platform and state.', byState.samples),
    gauge('integrations_health', 'Usable integrations by their last health check.', byHealth.samples),
    gauge('health_checks_overdue', 'Usable integrations not checked for two intervals.', overdue.samples),
    gauge('breakers_open', 'Usable integrations whose circuit breaker is open or half-open.', breakers.samples),
    gauge(
      'tokens_expiring_48h',
      'Platform tokens that end within 48 hours; renewable ones are renewed by us.',
      ending.samples,
    ),
    gauge('integration_errors_1h', 'Failed platform calls of the last hour.', errors.samples),
  ];
}

function ofWebhooks({ webhooksOfHour, webhooksWaiting }: Measures, now: number): Metric[] {
  const recent = new Tally({ platform: SOURCES, status: WEBHOOK_STATUSES });
  for (const { platform, status, n } of webhooksOfHour) recent.add({ platform, status }, n);
  const waiting = new Tally({ platform: SOURCES, status: WAITING_STATUSES });
  let oldest = now;
  for (const { platform, status, n, oldest: at } of webhooksWaiting) {
    waiting.add({ platform, status }, n);
    if (status !== 'dead') oldest = Math.min(oldest, at);
  }
  return [
    gauge('webhook_events_1h', 'Webhook deliveries accepted in the last hour, by what became of them.', recent.samples),
    gauge(
      'webhook_events_unhandled',
      'Webhook deliveries not handled, however old; dead ones were given up.',
      waiting.samples,
    ),
    gauge(
      'webhook_oldest_unhandled_seconds',
      'Age of the oldest delivery that still has to be handled.',
      one((now - oldest) / 1000),
    ),
  ];
}

function ofCalls({ callsOfHour }: Measures): Metric[] {
  const calls = new Tally({ server: allServers.map(({ id }) => id), outcome: OUTCOMES });
  for (const { server, outcome, n } of callsOfHour) calls.add({ server, outcome }, n);
  const durations = OUTCOMES.flatMap((outcome): Sample[] => {
    const rows = callsOfHour.filter((row) => row.outcome === outcome);
    const total = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0);
    const timed = total((row) => row.timed);
    return [
      ...DURATIONS_MS.map((bound): Sample => ({
        labels: { outcome, le: String(bound / 1000) },
        value: total((row) => row[`within${bound}`] ?? 0),
        part: 'bucket',
      })),
      { labels: { outcome, le: '+Inf' }, value: timed, part: 'bucket' },
      { labels: { outcome }, value: total((row) => row.totalMs) / 1000, part: 'sum' },
      { labels: { outcome }, value: timed, part: 'count' },
    ];
  });
  return [
    gauge('tool_calls_1h', 'Tool calls of the last hour, as the audit holds them.', calls.samples),
    {
      name: 'seneschal_tool_call_duration_1h_seconds',
      help: 'Duration of the tool calls of the last hour: a window, so take quantiles of it as it is, without rate().',
      type: 'histogram',
      samples: durations,
    },
  ];
}

function ofKeys({ dataKeys }: Measures, masters: readonly number[]): Metric[] {
  const use = masterKeyUse(masters, dataKeys);
  const by = (of: (key: (typeof use)[number]) => number): Sample[] =>
    use.map((key) => ({ labels: { master_version: String(key.version) }, value: of(key) }));
  const superseded = dataKeys.reduce((sum, key) => sum + key.superseded, 0);
  return [
    gauge(
      'data_keys',
      'Data keys by the version of the master key that wraps them.',
      by(({ keys }) => keys),
    ),
    gauge(
      'data_keys_superseded',
      'Data keys that only open, until everything under them is sealed anew.',
      one(superseded),
    ),
    gauge(
      'master_key_set',
      '1 for a master key that is among MASTER_KEYS; data keys under one that is not cannot be opened.',
      by(({ set }) => Number(set)),
    ),
    gauge(
      'master_key_droppable',
      '1 for a master key nothing needs any more: take it out of MASTER_KEYS.',
      by(({ droppable }) => Number(droppable)),
    ),
  ];
}
