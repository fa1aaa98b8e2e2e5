import { z } from 'zod';
import { atMost } from '../../core/at-most';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { limits, write } from './client';

const answer = z.object({ id: z.string(), parentFolderId: z.string().nullish() });

export const moved = z.object({ messageIds: z.array(z.string()), folderId: z.string().optional() });

/** Moves messages to a folder. A failure leaves those before it moved; doing it again moves the rest. */
export async function moveAll(
  api: PlatformApi,
  ids: readonly string[],
  folder: string,
): Promise<z.input<typeof moved>> {
  const results = await atMost(limits.default.atOnce, [...new Set(ids)], (id) =>
    write(api, path`/me/messages/${id}/move`, { destinationId: folder }, answer),
  );
  const into = results[0]?.parentFolderId;
  return { messageIds: results.map(({ id }) => id), ...(into && { folderId: into }) };
}
