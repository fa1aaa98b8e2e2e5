import { env } from 'cloudflare:test';
import { type Client as McpClient, Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { integrationStub } from '../../durable-objects/integration/stub';
import { type Share } from '../../src/core/access';
import { type IntegrationView } from '../../src/core/integration-view';
import { unwrap } from '../../src/core/outcome';
import { callTool, mcp, ORIGIN, seneschal } from '../support/client';
import { newMember, newWorkspace, owner, type Somebody } from '../support/people';
import { asked, forgetRequests, platforms } from '../support/platforms';
import { control } from '../support/sandbox';
import { watchLogs } from '../support/state';

watchLogs();
const slack = platforms.find(({ platform }) => platform === 'slack');
if (slack === undefined) throw new Error('Slack is not in the registry');
const [MAREN, TOMAS, PRIYA] = slack.accounts;

let maren: Somebody;
let tomas: Somebody;
let vera: Somebody;
let stranger: Somebody;

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  tomas = await newMember('member', 'Tomas');
  vera = await newMember('viewer', 'Vera');
  stranger = await newMember('owner', 'Sam', await newWorkspace('elsewhere'));
});

const clients = new Map<Somebody, Promise<McpClient>>();
/** The person's MCP client of Slack. */
function clientOf(who: Somebody): Promise<McpClient> {
  const client = clients.get(who) ?? who.token().then((token) => mcp('slack', token));
  clients.set(who, client);
  return client;
}

const reads = async (who: Somebody, account: string) =>
  callTool(await clientOf(who), 'list_channels', { account, limit: 1 });
const share = (view: IntegrationView, sharedWith: Share[]) =>
  maren.at.api(`/integrations/${view.id}/share`, {
    visibility: sharedWith.length > 0 ? 'shared' : 'personal',
    sharedWith,
  });

describe('sharing', () => {
  let view: IntegrationView;
  let channel: string;
  const writes = async (who: Somebody) =>
    callTool(await clientOf(who), 'send_message', { channel, text: 'Shared', account: view.id });

  beforeAll(async () => {
    view = await maren.at.connect('slack', MAREN);
    const answer = await callTool(await clientOf(maren), 'list_channels', { account: view.id, limit: 100 });
    const items = answer.value['items'] as { id: string; name: string }[];
    const general = items.find(({ name }) => name === 'general') ?? items[0];
    channel = general?.id ?? '';
    expect(await writes(maren)).toMatchObject({ ok: true });
  });
  beforeEach(async () => {
    expect((await share(view, [])).status).toBe(200);
  });

  const WITH: [string, () => Share['with'], () => string, () => Somebody[], () => Somebody[]][] = [
    ['one member', () => 'member', () => tomas.member.id, () => [tomas], () => [vera, stranger]],
    ['a role', () => 'role', () => 'viewer', () => [vera], () => [tomas, stranger]],
    ['the workspace', () => 'workspace', () => '', () => [tomas, vera], () => [stranger]],
  ];

  it.each(WITH)('with %s for reading lets exactly them read, and nobody write', async (_, kind, id, them, others) => {
    expect((await share(view, [{ with: kind(), id: id(), access: 'read' }])).status).toBe(200);
    for (const who of them()) {
      expect((await who.at.integrations()).map((one) => one.id)).toContain(view.id);
      expect((await who.at.api(`/integrations/${view.id}`)).status).toBe(200);
      expect((await who.at.api(`/integrations/${view.id}/events`)).status).toBe(200);
      expect(await reads(who, view.id)).toMatchObject({ ok: true });
      const { resources } = await (await clientOf(who)).listResources();
      expect(resources.map(({ name }) => name)).toContain(view.id);
    }
    for (const who of others()) {
      expect((await who.at.integrations()).map((one) => one.id)).not.toContain(view.id);
      expect((await who.at.api(`/integrations/${view.id}`)).status).toBe(404);
      expect(await reads(who, view.id)).toMatchObject({
        ok: false,
        meta: { 'seneschal/error': { kind: 'not_found' } },
      });
    }
    await forgetRequests();
    for (const who of [...them(), ...others()].filter((one) => one !== vera)) {
      const kind = them().includes(who) ? 'insufficient_scope' : 'not_found';
      expect(await writes(who)).toMatchObject({ ok: false, meta: { 'seneschal/error': { kind } } });
    }
    expect(await asked()).toEqual([]);
  });

  it('for writing lets them write, too; a viewer still only reads', async () => {
    await share(view, [{ with: 'workspace', id: '', access: 'write' }]);
    expect(await writes(tomas)).toMatchObject({ ok: true });
    expect(await reads(vera, view.id)).toMatchObject({ ok: true });
    await expect(writes(vera)).rejects.toThrow();
    expect(await writes(stranger)).toMatchObject({ ok: false });
  });

  it('the wider of two shares counts', async () => {
    await share(view, [
      { with: 'workspace', id: '', access: 'read' },
      { with: 'member', id: tomas.member.id, access: 'write' },
    ]);
    expect(await writes(tomas)).toMatchObject({ ok: true });
  });

  it('ends at once', async () => {
    await share(view, [{ with: 'workspace', id: '', access: 'write' }]);
    expect(await reads(tomas, view.id)).toMatchObject({ ok: true });
    await share(view, []);
    expect(await reads(tomas, view.id)).toMatchObject({
      ok: false,
      meta: { 'seneschal/error': { kind: 'not_found' } },
    });
    expect(await writes(tomas)).toMatchObject({ ok: false, meta: { 'seneschal/error': { kind: 'not_found' } } });
    expect(await tomas.at.integrations()).toEqual([]);
    expect((await tomas.at.api(`/integrations/${view.id}/events`)).status).toBe(404);
  });

  it('ends at once although the directory still says otherwise', async () => {
    await share(view, [{ with: 'workspace', id: '', access: 'write' }]);
    await env.DB.exec('ALTER TABLE events RENAME TO events_away');
    try {
      expect((await share(view, [])).status).toBe(200);
      expect((await tomas.at.integrations()).map((one) => one.id)).toEqual([view.id]);
      expect(await reads(tomas, view.id)).toMatchObject({
        ok: false,
        meta: { 'seneschal/error': { kind: 'not_found' } },
      });
      expect((await tomas.at.api(`/integrations/${view.id}`)).status).toBe(404);
    } finally {
      await env.DB.exec('ALTER TABLE events_away RENAME TO events');
    }
  });

  it('is decided by the owner alone, whatever was shared', async () => {
    await share(view, [{ with: 'workspace', id: '', access: 'write' }]);
    const body = { visibility: 'personal', sharedWith: [] };
    expect((await tomas.at.api(`/integrations/${view.id}/share`, body)).status).toBe(403);
    expect((await tomas.at.api(`/integrations/disconnect/${view.id}`, {})).status).toBe(403);
    expect((await vera.at.api(`/integrations/${view.id}/share`, body)).status).toBe(403);
    expect((await maren.at.api(`/integrations/${view.id}`)).body).toMatchObject({
      visibility: 'shared',
      state: 'ACTIVE',
    });
  });

  it.each([
    ['a member of another workspace', () => ({ with: 'member', id: stranger.member.id, access: 'read' })],
    ['nobody', () => ({ with: 'member', id: 'mem_00000000000000000000000000', access: 'read' })],
    ['no role', () => ({ with: 'role', id: 'emperor', access: 'read' })],
    ['a workspace by name', () => ({ with: 'workspace', id: stranger.member.workspaceId, access: 'read' })],
    ['more than reading and writing', () => ({ with: 'workspace', id: '', access: 'admin' })],
    ['something else', () => ({ with: 'world', id: '', access: 'read' })],
  ])('with %s is refused, and changes nothing', async (_, whom) => {
    expect((await share(view, [whom() as Share])).status).toBe(400);
    expect((await maren.at.api(`/integrations/${view.id}`)).body).toMatchObject({
      visibility: 'personal',
      sharedWith: [],
    });
  });

  it('does not outlive the integration', async () => {
    const short = await maren.at.connect('slack', PRIYA);
    await share(short, [{ with: 'workspace', id: '', access: 'write' }]);
    expect(await reads(tomas, short.id)).toMatchObject({ ok: true });
    expect((await maren.at.api(`/integrations/disconnect/${short.id}`, {})).status).toBe(200);
    expect(await reads(tomas, short.id)).toMatchObject({
      ok: false,
      meta: { 'seneschal/error': { kind: 'not_found' } },
    });
    expect((await tomas.at.api(`/integrations/${short.id}`)).status).toBe(404);
    expect((await maren.at.api(`/integrations/${short.id}/default`, {})).status).toBe(404);
  });
});

describe('which account is meant', () => {
  let person: Somebody;
  let client: McpClient;
  /** The bearer a call through an integration carries to the platform. */
  async function bearerOf(id: string, who: Somebody): Promise<string | undefined> {
    await forgetRequests();
    await slack?.connector.health({
      request: async (call) => unwrap(await integrationStub(env, id).request(who.principal, call)),
    });
    return (await asked())[0]?.headers['authorization'];
  }
  /** Calls without naming an account. @returns the bearer that was used, or what was said instead. */
  async function used(args: Record<string, unknown> = {}): Promise<string | undefined> {
    await forgetRequests();
    const { ok, text } = await callTool(client, 'list_channels', { limit: 1, ...args });
    return ok ? (await asked())[0]?.headers['authorization'] : text;
  }
  const setDefault = async (id: string) =>
    expect((await person.at.api(`/integrations/${id}/default`, {})).status).toBe(200);

  beforeEach(async () => {
    person = await newMember('member', 'Somebody');
    client = await mcp('slack', await person.token());
    for (const { id } of await maren.at.integrations()) await maren.at.api(`/integrations/disconnect/${id}`, {});
  });

  it('none: an error with the link that connects one', async () => {
    expect(await used()).toContain(`${ORIGIN}/integrations/connect/slack`);
    const answer = await callTool(client, 'list_channels');
    expect(answer.meta).toMatchObject({
      'seneschal/error': { kind: 'not_found', connectUrl: `${ORIGIN}/integrations/connect/slack` },
    });
  });

  it('none: the link opens where the client opens links, once', async () => {
    const opened: unknown[] = [];
    const able = new Client(
      { name: 'opens-links', version: '1.0.0' },
      { capabilities: { elicitation: { url: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    able.setRequestHandler('elicitation/create', (request) => {
      opened.push(request.params);
      return { action: 'accept' };
    });
    const token = await person.token();
    await able.connect(
      new StreamableHTTPClientTransport(new URL('/mcp/slack', ORIGIN), {
        fetch: (url, init) => seneschal(url, init),
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    const answer = await callTool(able, 'list_channels');
    expect(opened).toMatchObject([{ mode: 'url', url: `${ORIGIN}/integrations/connect/slack` }]);
    expect(answer).toMatchObject({ ok: false });
    expect(answer.text).toContain(`${ORIGIN}/integrations/connect/slack`);
    await able.close();
  });

  it('one: it', async () => {
    const { id } = await person.at.connect('slack', TOMAS);
    expect(await used()).toBe(await bearerOf(id, person));
  });

  it('one that is shared: it', async () => {
    const shared = await maren.at.connect('slack', MAREN);
    await share(shared, [{ with: 'member', id: person.member.id, access: 'read' }]);
    expect(await used()).toBe(await bearerOf(shared.id, maren));
  });

  it('own before shared', async () => {
    const shared = await maren.at.connect('slack', MAREN);
    await share(shared, [{ with: 'workspace', id: '', access: 'write' }]);
    const { id } = await person.at.connect('slack', TOMAS);
    expect(await used()).toBe(await bearerOf(id, person));
  });

  it('several: an error that lists only one’s own', async () => {
    const shared = await maren.at.connect('slack', MAREN);
    await share(shared, [{ with: 'workspace', id: '', access: 'write' }]);
    const own = [await person.at.connect('slack', TOMAS), await person.at.connect('slack', PRIYA)];
    const answer = (await used()) ?? '';
    for (const { id, account } of own) {
      expect(answer).toContain(id);
      expect(answer).toContain(account.label);
    }
    expect(answer).not.toContain(shared.id);
    expect(answer).not.toContain(shared.account.label);
  });

  it('several shared and none of one’s own: an error that lists those, and no others', async () => {
    const shared = [await maren.at.connect('slack', MAREN), await maren.at.connect('slack', PRIYA)];
    for (const view of shared) await share(view, [{ with: 'workspace', id: '', access: 'read' }]);
    const hidden = await maren.at.connect('slack', TOMAS);
    const answer = (await used()) ?? '';
    for (const { id } of shared) expect(answer).toContain(id);
    expect(answer).not.toContain(hidden.id);
  });

  it('the default, also a shared one, and also one that must be connected again', async () => {
    const shared = await maren.at.connect('slack', MAREN);
    await share(shared, [{ with: 'workspace', id: '', access: 'write' }]);
    const first = await person.at.connect('slack', TOMAS);
    const second = await person.at.connect('slack', PRIYA);
    await setDefault(second.id);
    expect(await used()).toBe(await bearerOf(second.id, person));
    await setDefault(shared.id);
    expect(await used()).toBe(await bearerOf(shared.id, maren));
    // No longer theirs: as if none were set.
    await share(shared, []);
    expect(await used()).toContain(first.id);
    await setDefault(first.id);
    await control('tokens', { platform: 'slack', account: TOMAS, action: 'revoke' });
    expect(await used()).toContain(`integration=${first.id}`);
    expect(await used()).toContain(`integration=${first.id}`);
  });

  it('one that works among others that do not', async () => {
    const broken = await person.at.connect('slack', TOMAS);
    const working = await person.at.connect('slack', PRIYA);
    await control('tokens', { platform: 'slack', account: TOMAS, action: 'revoke' });
    expect(await used({ account: broken.id })).toContain('Connect the account again');
    expect(await used()).toBe(await bearerOf(working.id, person));
  });

  it('the named one, by id, account or label, in any case; one’s own where several people connected it', async () => {
    const shared = await maren.at.connect('slack', TOMAS);
    await share(shared, [{ with: 'workspace', id: '', access: 'write' }]);
    const own = await person.at.connect('slack', TOMAS);
    await person.at.connect('slack', PRIYA);
    const bearer = await bearerOf(own.id, person);
    expect(await used({ account: own.id })).toBe(bearer);
    expect(await used({ account: own.account.label.toUpperCase() })).toBe(bearer);
    expect(await used({ account: own.account.id })).toBe(bearer);
    expect(await used({ account: shared.id })).toBe(await bearerOf(shared.id, maren));
    expect(await used({ account: 'nobody' })).toMatch(/^No Slack account of that name/);
  });
});
