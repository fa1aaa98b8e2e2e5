import { describe, expect, it } from 'vitest';
import { type Person } from '../auth/person';
import { sizeOf, sizeWarning } from '../db/size';
import { HomePage } from './home-page';

const person: Person = {
  principal: { workspaceId: 'ws', memberId: 'mem', role: 'owner', client: 'session:s', scopes: [] },
  member: undefined,
  sessionId: undefined,
  csrf: 'c',
};

const page = async (storage: string | undefined): Promise<string> => {
  const nothing = { connectors: [], integrations: [], attention: [], expiring: [], recent: [], hours: [] };
  const markup = (
    <HomePage
      person={person}
      name="Ada"
      {...nothing}
      storage={storage}
      names={new Map()}
      clients={new Map()}
      hasClient={false}
    />
  );
  return String(await markup);
};

describe('the first page', () => {
  it('says that the database is getting full, as something that needs attention', async () => {
    const html = await page(sizeWarning(sizeOf(7.2e9)));
    expect(html).toContain('One thing needs attention');
    expect(html).toContain('Nearly full');
    expect(html).toContain('The database holds 7.2 of at most 10.0 GB (72 %).');
  });

  it('says nothing of a database that has room', async () => {
    const html = await page(sizeWarning(sizeOf(6.9e9)));
    expect(html).toContain('Welcome, Ada');
    expect(html).not.toContain('Needs attention');
  });
});
