import { z } from 'zod';
import { defineTool } from '../../../../core/define-tool';
import { integration, integrationId, progress, toIntegration, toProgress } from '../schema';

const sync = z.object({
  resource: z.string(),
  on: z.boolean(),
  days: z.number().optional(),
  records: z.number(),
  lastJob: progress.omit({ resource: true, jobId: true }).optional(),
});

export const getIntegration = defineTool({
  name: 'get_integration',
  title: 'Get an integration',
  description:
    'Look at one connected account: state, health, what was granted, and what of it is synced for search_records. Its owner switches a sync on at link.',
  input: z.strictObject({ id: integrationId }),
  output: integration.extend({
    checkedAt: z.string().optional(),
    nextTryAt: z.string().optional(),
    scopes: z.array(z.string()),
    expiresAt: z.string().optional(),
    createdAt: z.string(),
    link: z.string(),
    syncs: z.array(sync),
  }),
  effect: 'read',
  openWorld: false,
  scopes: ['workspace:read'],
  handler: async ({ id }, context) => {
    const view = await context.workspace().integration(id);
    const { health, breaker } = view;
    return {
      ...toIntegration(view),
      ...(health.checkedAt !== null && { checkedAt: health.checkedAt }),
      ...(breaker.nextTryAt !== null && { nextTryAt: breaker.nextTryAt }),
      scopes: [...view.scopes],
      ...(view.expiresAt !== null && { expiresAt: view.expiresAt }),
      createdAt: view.createdAt,
      link: view.link,
      syncs: view.syncs.map(({ resource, enabled, days, records, lastJob }) => ({
        resource,
        on: enabled,
        ...(days !== null && { days }),
        records,
        ...(lastJob !== null && { lastJob: toProgress(lastJob) }),
      })),
    };
  },
});
