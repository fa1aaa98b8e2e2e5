import { z } from 'zod';
import { SeneschalError } from '../../core/errors';
import { path } from '../../core/path';
import { type Account, type PlatformApi } from '../../core/platform-call';
import { read } from './client';

const identity = z.object({ sub: z.string().min(1), email: z.string().min(3) });

export const profile = z.object({
  emailAddress: z.string(),
  messagesTotal: z.number().optional(),
  threadsTotal: z.number().optional(),
});

export const readProfile = (api: PlatformApi): Promise<z.output<typeof profile>> => read(api, path`/profile`, profile);

/** Pub/Sub tells us a mailbox by its address. */
export const emailRoute = (address: string): string => `email:${address.toLowerCase()}`;

/**
 * Whose mailbox: Google's own id of the person, which outlives a change of address. Where nobody tells it, the address has to do.
 * @see https://developers.google.com/identity/openid-connect/openid-connect#obtaininguserprofileinformation
 */
export async function accountOf(api: PlatformApi): Promise<Account & { routes: readonly string[] }> {
  const who = await readIdentity(api);
  const address = who?.email ?? (await readProfile(api)).emailAddress;
  return { id: who?.sub ?? address.toLowerCase(), label: address, routes: [emailRoute(address)] };
}

async function readIdentity(api: PlatformApi): Promise<z.output<typeof identity> | undefined> {
  try {
    return await read(api, path`/userinfo`, identity, { origin: 'identity' });
  } catch (error) {
    const { kind } = SeneschalError.from(error);
    if (kind === 'auth_expired' || kind === 'auth_revoked') throw error;
    return undefined;
  }
}
