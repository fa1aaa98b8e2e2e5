import { z } from 'zod';
import { path } from '../../core/path';
import { type Account, type PlatformApi } from '../../core/platform-call';
import { read } from './client';

const person = z.object({
  id: z.string().min(1),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

export const readPerson = (api: PlatformApi): Promise<z.output<typeof person>> =>
  read(api, path`/me`, person, { query: { $select: 'id,displayName,mail,userPrincipalName' } });

/** The address mail goes to; the name they sign in with where the directory knows none. */
export const addressOf = ({ mail, userPrincipalName }: z.output<typeof person>): string =>
  mail || userPrincipalName || '';

/** Whose mailbox: the directory's own id of the person, which outlives a change of name and address. */
export async function accountOf(api: PlatformApi): Promise<Account> {
  const who = await readPerson(api);
  return { id: who.id, label: addressOf(who) || who.displayName || who.id };
}
