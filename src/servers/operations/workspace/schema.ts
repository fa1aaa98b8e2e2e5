import { z } from 'zod';
import { type IntegrationView } from '../../../core/integration-view';
import { RECORD_KINDS, JOB_STATES, type RecordKind, type SyncProgress } from '../../../core/sync';
import { untrusted } from '../../../core/untrusted';

export const integrationId = z
  .string()
  .regex(/^int_[0-9a-z]{26}$/, 'must be an integration id such as int_01h…')
  .describe('Integration id, from list_integrations.');

export const platform = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,30}$/, 'must be a platform such as slack')
  .describe('Platform, such as slack.');

/** Named in words: as an enumeration it would cost every client twice as much to read. */
export const recordKind = z
  .string()
  .max(12)
  .refine((kind): kind is RecordKind => (RECORD_KINDS as readonly string[]).includes(kind), {
    error: `must be one of ${RECORD_KINDS.join(', ')}`,
  });

/** An integration as lists answer it. */
export const integration = z.object({
  id: z.string(),
  platform: z.string(),
  account: untrusted('Whose account.'),
  owner: z.string().describe('Member id.'),
  visibility: z.enum(['personal', 'shared']),
  state: z.string(),
  health: z.string(),
  reason: z.string().optional().describe('What is wrong.'),
});

export const toIntegration = (view: IntegrationView): z.input<typeof integration> => ({
  id: view.id,
  platform: view.platform,
  account: view.account.label,
  owner: view.owner,
  visibility: view.visibility,
  state: view.state,
  health: view.health.status,
  ...(view.health.reason !== null && { reason: view.health.reason }),
});

/** How far a sync has come. */
export const progress = z.object({
  jobId: z.string(),
  resource: z.string(),
  status: z.enum(JOB_STATES),
  done: z.number().describe('Records new or changed.'),
  total: z.number().optional(),
  finishedAt: z.string().optional(),
  error: z.string().optional().describe('Kind and reference.'),
});

export const toProgress = (job: SyncProgress): z.input<typeof progress> => ({
  jobId: job.jobId,
  resource: job.resource,
  status: job.status,
  done: job.done,
  ...(job.total !== null && { total: job.total }),
  ...(job.finishedAt !== null && { finishedAt: job.finishedAt }),
  ...(job.error !== null && { error: job.error }),
});
