import { type Connector } from '../core/define-connector';
import { type SyncProgress } from '../core/sync';
import { type SyncStatus } from '../core/workspace-port';
import { type Database } from './client';
import { countRecords } from './records';
import { latestJobs, type SyncJob, syncSettingsOf } from './sync-settings';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export const progressOfJob = (job: SyncJob): SyncProgress => ({
  jobId: job.id,
  resource: job.resource,
  status: job.status,
  done: job.done,
  total: job.total,
  startedAt: iso(job.startedAt),
  finishedAt: iso(job.finishedAt),
  error: job.error,
});

/** Everything an integration could keep here: whether it does, since when, how much. */
export async function syncStatuses(db: Database, connector: Connector, integrationId: string): Promise<SyncStatus[]> {
  const resources = Object.entries(connector.sync?.resources ?? {});
  if (resources.length === 0) return [];
  const [settings, jobs, counts] = await Promise.all([
    syncSettingsOf(db, integrationId),
    latestJobs(db, integrationId),
    countRecords(db, integrationId),
  ]);
  return resources.map(([resource, { title }]) => {
    const setting = settings.find((row) => row.resource === resource);
    const job = jobs.get(resource);
    return {
      resource,
      title,
      enabled: setting?.enabled ?? false,
      days: setting?.retentionDays ?? null,
      records: counts.get(resource) ?? 0,
      lastJob: job === undefined ? null : progressOfJob(job),
    };
  });
}
