import { z } from 'zod';
import { SeneschalError } from '../../core/errors';
import { type PlatformApi } from '../../core/platform-call';
import { read } from './client';
import { slackUser } from './users';

const answer = z.object({ user: slackUser });

export interface SlackPerson {
  name: string;
  /** `Ada Lovelace <ada@example.com>`, or the name alone. */
  full: string;
}

/** Looks people up by id, each once for as long as `memo` lives. Those nobody knows keep their id as a name. */
export async function lookUpPeople(
  api: PlatformApi,
  ids: Iterable<string>,
  memo: Map<string, string>,
): Promise<(id: string) => SlackPerson> {
  for (const id of new Set(ids)) {
    if (/^[UW][A-Z0-9]{2,20}$/.test(id) && !memo.has(keyOf(id)))
      memo.set(keyOf(id), JSON.stringify(await find(api, id)));
  }
  return (id) => {
    const known = memo.get(keyOf(id));
    return known === undefined ? { name: id, full: id } : (JSON.parse(known) as SlackPerson);
  };
}

const keyOf = (id: string): string => `person:${id}`;

async function find(api: PlatformApi, id: string): Promise<SlackPerson> {
  try {
    const { user } = await read(api, 'users.info', { user: id }, answer);
    const name = user.profile?.real_name || user.profile?.display_name || user.name || id;
    const email = user.profile?.email;
    return { name, full: email ? `${name} <${email}>` : name };
  } catch (error) {
    // A colleague of another company in a shared channel, or somebody long gone.
    if (error instanceof SeneschalError && error.kind === 'not_found') return { name: id, full: id };
    throw error;
  }
}
