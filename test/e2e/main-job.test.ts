import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Product, start } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

const READS: Record<string, string> = { slack: 'list_channels', gmail: 'list_labels', zoom: 'list_meetings' };
const PLATFORMS = Object.keys(READS);
const SCOPES = PLATFORMS.flatMap((platform) => [`${platform}:read`, `${platform}:write`]).join(' ');

interface Listed {
  items: { id: string; platform: string; state: string }[];
}
interface Answer {
  isError?: boolean;
  structuredContent?: Record<string, unknown>;
}

/* What a newcomer does, in order: each step stands on the one before. */
describe('the main job', () => {
  let product: Product;
  let token = '';
  const owner = new Visitor();

  beforeAll(async () => {
    product = await start({ state: mkdtempSync(join(tmpdir(), 'seneschal-main-')) });
    await owner.signIn(product.signIn);
  });
  afterAll(async () => {
    await product.stop();
    rmSync(product.state, { recursive: true, force: true });
  });

  const authorized = () => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

  async function modern(path: string): Promise<Client> {
    const client = new Client(
      { name: 'e2e', version: '1.0.0' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    await client.connect(new StreamableHTTPClientTransport(new URL(product.mcp + path), authorized()));
    return client;
  }

  async function legacy(path: string): Promise<ClientV1> {
    const client = new ClientV1({ name: 'e2e', version: '1.0.0' });
    await client.connect(new TransportV1(new URL(product.mcp + path), authorized()));
    return client;
  }

  test('the link signs in once', async () => {
    expect((await new Visitor().visit(product.signIn)).status).toBe(410);
  });

  test.each(PLATFORMS)('%s connects through its consent page and is ACTIVE', async (platform) => {
    await product.control('consent', { platform, mode: 'auto' });
    const { status, url } = await owner.visit(`${product.url}/integrations/connect/${platform}`);
    expect([status, url.pathname]).toEqual([200, expect.stringMatching(/^\/integrations\/int_/)]);
    const { items } = await owner.json<Listed>(`${product.url}/integrations`);
    expect(items.find((item) => item.platform === platform)).toMatchObject({ state: 'ACTIVE' });
  });

  test('a token opens every endpoint to clients of both eras', async () => {
    token = await product.token(SCOPES);
    for (const [platform, tool] of Object.entries(READS)) {
      for (const client of [await modern(`/${platform}`), await legacy(`/${platform}`)]) {
        const { isError, structuredContent } = (await client.callTool({ name: tool, arguments: {} })) as Answer;
        expect(isError ?? false, `${platform}.${tool}`).toBe(false);
        expect(Object.values(structuredContent ?? {})[0]).not.toEqual([]);
        await client.close();
      }
    }
  });

  test('the gateway finds, describes and calls a tool', async () => {
    const client = await modern('');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search_tools',
      'describe_tool',
      'call_read_tool',
      'call_write_tool',
    ]);
    expect(JSON.stringify(tools).length / 4).toBeLessThan(1500);
    const call = async (name: string, args: Record<string, unknown>) =>
      ((await client.callTool({ name, arguments: args })) as Answer).structuredContent;
    const found = (await call('search_tools', { query: 'list channels' })) as { items: { tool: string }[] };
    expect(found.items[0]?.tool).toBe('slack.list_channels');
    expect(await call('describe_tool', { tool: 'slack.list_channels' })).toMatchObject({ callWith: 'call_read_tool' });
    expect(await call('call_read_tool', { tool: 'slack.list_channels' })).toMatchObject({
      tool: 'slack.list_channels',
    });
    const refused = (await client.callTool({
      name: 'call_read_tool',
      arguments: { tool: 'slack.send_message' },
    })) as Answer;
    expect(refused.isError).toBe(true);
    await client.close();
  });

  test('an effect with a key happens once', async () => {
    const client = await modern('/slack');
    const { structuredContent } = (await client.callTool({ name: 'list_channels', arguments: {} })) as Answer;
    const channel = (structuredContent?.['items'] as { id: string; member: boolean }[]).find(
      ({ member }) => member,
    )?.id;
    const message = { channel, text: 'Once', idempotency_key: 'once-1' };
    await product.control('requests', undefined, 'DELETE');
    const first = (await client.callTool({ name: 'send_message', arguments: message })) as Answer;
    const second = (await client.callTool({ name: 'send_message', arguments: message })) as Answer;
    expect(first.isError ?? false).toBe(false);
    expect(second.structuredContent).toEqual(first.structuredContent);
    const { items } = await product.control<{ items: { path: string }[] }>('requests');
    expect(items.filter(({ path }) => path.endsWith('chat.postMessage'))).toHaveLength(1);
    const other = (await client.callTool({ name: 'send_message', arguments: { ...message, text: 'Twice' } })) as Answer;
    expect(other.isError).toBe(true);
    await client.close();
  });

  test('no token of a platform lies open in the state folder', async () => {
    const { items } = await product.control<{ items: { headers: Record<string, string> }[] }>('requests');
    const bearers = [
      ...new Set(items.map(({ headers }) => /^Bearer (.{12,})$/.exec(headers['authorization'] ?? '')?.[1] ?? '')),
    ].filter(Boolean);
    expect(bearers.length).toBeGreaterThan(0);
    const files = readdirSync(join(product.state, 'seneschal'), { recursive: true, encoding: 'utf8' })
      .map((name) => join(product.state, 'seneschal', name))
      .filter((file) => statSync(file).isFile());
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const content = readFileSync(file);
      expect(
        bearers.filter((bearer) => content.includes(bearer)),
        file,
      ).toEqual([]);
    }
  });

  test('everything survives a restart, and nothing is left behind', async () => {
    const { state, port, sandboxPort } = product;
    await product.stop();
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(state);
    product = await start({ state, port, sandboxPort });
    const client = await modern('/slack');
    expect(((await client.callTool({ name: 'list_channels', arguments: {} })) as Answer).isError ?? false).toBe(false);
    await client.close();
  });

  test('a taken port is named together with its option', async () => {
    const taken = createServer().listen(0, 'localhost');
    await new Promise((listening) => taken.once('listening', listening));
    const { port } = taken.address() as { port: number };
    await expect(start({ port })).rejects.toThrow(new RegExp(`${port}[\\s\\S]*--port`));
    taken.close();
  });
});
