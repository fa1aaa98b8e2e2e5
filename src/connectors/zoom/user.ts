import { z } from 'zod';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { read } from './client';

const zoomUser = z.object({
  id: z.string(),
  account_id: z.string().optional(),
  email: z.string(),
  display_name: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  type: z.number().optional(),
  role_name: z.string().optional(),
  timezone: z.string().optional(),
  personal_meeting_url: z.string().optional(),
});

/** The person who connected, with the name they show. */
export async function readMe(api: PlatformApi): Promise<z.output<typeof zoomUser> & { name: string }> {
  const me = await read(api, path`/users/me`, zoomUser);
  return { ...me, name: me.display_name || [me.first_name, me.last_name].filter(Boolean).join(' ') };
}
