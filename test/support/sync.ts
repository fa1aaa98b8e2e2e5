import { vi } from 'vitest';
import { type SyncStatus } from '../../src/core/workspace-port';
import { type Somebody } from './people';

/** What is kept of an integration, as its owner sees it. */
export const syncsOf = async (who: Somebody, id: string): Promise<SyncStatus[]> =>
  (await who.at.api<{ items: SyncStatus[] }>(`/integrations/${id}/sync`)).body.items;

/** Switches resources on, and everything else off. */
export async function switchOn(who: Somebody, id: string, resources: string[], days = 365): Promise<void> {
  const { status, body } = await who.at.api(`/integrations/${id}/sync`, { resources, days });
  if (status !== 200) throw new Error(`switching on: ${status} ${JSON.stringify(body)}`);
}

/** Waits until nothing that is switched on is under way any more. */
export const finished = (who: Somebody, id: string): Promise<SyncStatus[]> =>
  vi.waitFor(
    async () => {
      const syncs = (await syncsOf(who, id)).filter(({ enabled }) => enabled);
      const open = syncs.filter(
        ({ lastJob }) => lastJob === null || lastJob.status === 'queued' || lastJob.status === 'running',
      );
      if (open.length > 0) throw new Error(`still under way: ${JSON.stringify(open)}`);
      return syncs;
    },
    { timeout: 15_000, interval: 100 },
  );
