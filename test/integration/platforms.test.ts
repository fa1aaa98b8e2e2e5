import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callTool, mcp } from '../support/client';
import { newMember, type Somebody } from '../support/people';
import { mend, platforms } from '../support/platforms';
import { control } from '../support/sandbox';
import { inObject, rows } from '../support/state';

/* What every platform does alike, from the first press to the last. The kernel's own ways are tried on a few of them elsewhere. */
let somebody: Somebody;

beforeAll(async () => {
  await control('limits', { enabled: false });
});

beforeEach(async () => {
  somebody = await newMember('member', 'Ines');
  await mend();
});

const read = async (platform: string, tool: string) => {
  const client = await mcp(platform, await somebody.token());
  try {
    return await callTool(client, tool);
  } finally {
    await client.close();
  }
};

describe.each(platforms)('$platform', ({ platform, read: tool, accounts: [account], connector }) => {
  it('connects, answers, ends and comes back where its access is withdrawn, and leaves nothing when it goes', async () => {
    const view = await somebody.at.connect(platform, account);
    expect(view).toMatchObject({ platform, state: 'ACTIVE', visibility: 'personal', health: { status: 'healthy' } });
    expect(await read(platform, tool)).toMatchObject({ ok: true });

    if (connector.auth.kind !== 'none') {
      await control('tokens', { platform, account, action: 'revoke' });
      const refused = await read(platform, tool);
      expect(refused.ok).toBe(false);
      expect(refused.text).toContain(`/integrations/connect/${platform}`);
      const { body: ended } = await somebody.at.api(`/integrations/${view.id}`);
      expect(['EXPIRED', 'REVOKED']).toContain(ended['state']);
      const again = await somebody.at.connect(platform, account, view.id);
      expect(again).toMatchObject({ id: view.id, state: 'ACTIVE' });
      expect(await read(platform, tool)).toMatchObject({ ok: true });
    }

    const gone = await somebody.at.api(`/integrations/disconnect/${view.id}`, {});
    expect(gone).toMatchObject({ status: 200, body: { id: view.id, state: 'DELETED' } });
    expect(await inObject(view.id, 'SELECT * FROM tokens')).toEqual([]);
    expect(await rows('SELECT * FROM oauth_tokens WHERE integration_id = ? AND refreshable = 1', view.id)).toEqual([]);
    expect(await somebody.at.api(`/integrations/disconnect/${view.id}`, {})).toMatchObject({
      body: { state: 'DELETED' },
    });
  });
});
