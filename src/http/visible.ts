import { type Person } from '../auth/person';
import { type Database } from '../db/client';
import { type IntegrationRow, usableIntegrations } from '../db/integrations';

/** A token sees the platforms it has a scope for. */
export const mayRead = ({ principal }: Person, platform: string): boolean =>
  principal.scopes.some((scope) => scope.startsWith(`${platform}:`));

/** The integrations this person, or their token, may see, oldest first. */
export async function visibleIntegrations(db: Database, person: Person): Promise<IntegrationRow[]> {
  const rows = await usableIntegrations(db, person.principal);
  return rows.filter(({ platform }) => mayRead(person, platform));
}
