import { describe, expect, test } from 'vitest';
import example from '../../.dev.vars.example?raw';
import { type Connector, isPerIntegration, signingSetting } from '../../src/core/define-connector';
import { type ServerDefinition } from '../../src/core/define-server';
import { neededSettings } from '../../src/env';
import { type ServedTool, tableOf } from '../../src/mcp/table';
import { allScopes, allServers, connectors } from '../../src/registry';
import {
  effectBreaches,
  fixedBreaches,
  inputBreaches,
  listBreaches,
  nameBreaches,
  outputBreaches,
  propertiesOf,
  textBreaches,
  tokenCost,
  unknownMentions,
} from './rules';

const FOLDERS = '../../src/connectors/';
/** Every file below the connectors' folders, as a path below that folder. Nothing of it is loaded. */
const files = Object.keys(import.meta.glob('../../src/connectors/**/*', { query: '?url' })).map((file) =>
  file.slice(FOLDERS.length),
);
const filesOf = (id: string): string[] =>
  files.filter((file) => file.startsWith(`${id}/`)).map((file) => file.slice(id.length + 1));

const MOST_TOOLS = 20;
const MOST_TOKENS_PER_TOOL = 500;
const MOST_TOKENS_PER_SERVER = 6_000;

const byId = <T extends { id: string }>(list: readonly T[]) => list.map((item) => [item.id, item] as const);
const served = (server: ServerDefinition): ServedTool[] => [...tableOf(server, false).tools.values()];
const kebab = (name: string): string => name.replaceAll('_', '-');

describe('the registry', () => {
  test('lists the folders, in order', () => {
    const folders = [...new Set(files.map((file) => file.split('/', 1)[0] ?? ''))].sort();
    expect(connectors.map(({ id }) => id)).toEqual(folders);
  });

  test('gives every server an id of its own', () => {
    const ids = allServers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z0-9_]{1,30}$/.test(id))).toEqual([]);
  });

  test('knows every scope', () => {
    const expected = allServers.flatMap(({ id, tools }) => {
      const writes = tools.some(({ effect }) => effect !== 'read');
      return writes ? [`${id}:read`, `${id}:write`] : [`${id}:read`];
    });
    expect(allScopes).toEqual(expected.sort());
  });
});

describe.each(byId(allServers))('the server %s', (_, server) => {
  const tools = served(server);
  const names = new Set(server.tools.map(({ name }) => name));
  const fields = new Set(tools.flatMap(({ input }) => Object.keys(input.shape)));

  test('has tools of different names, few enough to read', () => {
    expect(names.size).toBe(server.tools.length);
    expect(server.tools.length).toBeGreaterThan(0);
    expect(server.tools.length).toBeLessThanOrEqual(MOST_TOOLS);
  });

  test('says what it is for', () => {
    expect(textBreaches(server)).toEqual([]);
    expect(server.category).toMatch(/^[A-Z][A-Za-z ]{2,30}$/);
  });

  test('costs a model no more than it may', () => {
    const costs = tools.map(({ listing }) => ({ name: listing.name, tokens: tokenCost(listing) }));
    const total = costs.reduce((sum, { tokens }) => sum + tokens, 0);
    expect(costs.filter(({ tokens }) => tokens > MOST_TOKENS_PER_TOOL)).toEqual([]);
    expect(total).toBeLessThanOrEqual(MOST_TOKENS_PER_SERVER);
  });

  test('has prompts that speak of tools it has', () => {
    for (const prompt of server.prompts) {
      expect(prompt.name).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
      expect(textBreaches(prompt)).toEqual([]);
      for (const { name, description } of prompt.arguments) {
        expect(name).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
        expect(description).not.toBe('');
      }
      const values = Object.fromEntries(prompt.arguments.map(({ name }) => [name, `given-${name}`]));
      const text = prompt.render(values);
      for (const value of Object.values(values)) expect(text).toContain(value);
      expect(unknownMentions(text, names, fields)).toEqual([]);
      expect(prompt.render({})).not.toContain('undefined');
    }
  });

  describe.each(tools.map((tool) => [tool.listing.name, tool] as const))('%s', (__, { tool, listing }) => {
    test('is named and described for a model', () => {
      expect([...nameBreaches(tool), ...textBreaches(tool)]).toEqual([]);
      expect(unknownMentions(JSON.stringify(listing), names, fields)).toEqual([]);
    });

    test('does what it says', () => {
      expect(effectBreaches(tool, server)).toEqual([]);
      expect(listing.annotations).toEqual({ title: tool.title, ...tool.hints });
    });

    test('takes a flat, strict object of described and bounded fields', () => {
      expect(inputBreaches(listing.inputSchema)).toEqual([]);
      expect(fixedBreaches(Object.keys(tool.input.shape))).toEqual([]);
      expect('account' in propertiesOf(listing.inputSchema)).toBe(server.connector !== undefined);
    });

    test('answers an object, and a list as all lists do', () => {
      expect(outputBreaches(listing.outputSchema)).toEqual([]);
      expect(listBreaches(tool.name, listing.inputSchema, listing.outputSchema)).toEqual([]);
    });
  });
});

const KNOWN_FILES = ['index.ts', 'auth.ts', 'client.ts', 'prompts.ts', 'schema.ts', 'tools.snap.json'];
/** Files of what not every connector has. */
const extraFiles = ({ webhook, sync }: Connector): string[] => [
  ...(webhook === undefined ? [] : ['webhook.ts']),
  ...(sync === undefined ? [] : ['sync.ts']),
];

describe.each(byId(connectors))('the connector %s', (id, connector) => {
  const own = filesOf(id);
  const toolFiles = connector.tools.map(({ name }) => `tools/${kebab(name)}.ts`);

  test('has the shape of every connector', () => {
    const missing = [...KNOWN_FILES, ...extraFiles(connector), ...toolFiles].filter((file) => !own.includes(file));
    expect(missing).toEqual([]);
    const misplaced = own.filter(
      (file) => !/^([a-z0-9-]+(\.test)?\.ts|tools\/[a-z0-9-]+(\.test)?\.ts|fixtures\/.+|tools\.snap\.json)$/.test(file),
    );
    expect(misplaced).toEqual([]);
    const others = own.filter(
      (file) => file.startsWith('tools/') && !file.endsWith('.test.ts') && !toolFiles.includes(file),
    );
    expect(others).toEqual([]);
  });

  test('has a test beside every tool, and beside what reads tokens, errors, webhooks and syncs', () => {
    const tested = [...toolFiles, 'auth.ts', 'client.ts', ...extraFiles(connector)];
    expect(tested.map((file) => file.replace(/\.ts$/, '.test.ts')).filter((file) => !own.includes(file))).toEqual([]);
  });

  test('reaches https addresses alone', () => {
    expect(addressesOf(connector).filter((address) => !isPlainHttps(address))).toEqual([]);
    for (const origin of Object.values(connector.origins)) expect(origin).not.toMatch(/\/$/);
  });

  test('asks for scopes it names once, and only counts by limits that hold', () => {
    const { auth } = connector;
    if (auth.kind === 'oauth2') {
      expect(auth.scopes.length).toBeGreaterThan(0);
      expect(new Set(auth.scopes).size).toBe(auth.scopes.length);
    }
    for (const { capacity, perMinute } of Object.values(connector.limits)) {
      expect(capacity).toBeGreaterThan(0);
      expect(perMinute).toBeGreaterThan(0);
    }
  });

  test('says what it can keep for searching', () => {
    const resources = Object.entries(connector.sync?.resources ?? {});
    for (const [name, { title, stores, kinds }] of resources) {
      expect(name).toMatch(/^[a-z][a-z_]{1,30}$/);
      expect(title).not.toBe('');
      expect(stores).toMatch(/^[A-Z].+\.$/);
      expect(kinds).not.toEqual([]);
    }
  });

  test('keeps its webhook secret in a setting of its own name', () => {
    if (connector.webhook === undefined) return expect(own).not.toContain('webhook.ts');
    const setting = signingSetting(connector.webhook);
    if (setting === undefined) return expect(isPerIntegration(connector.webhook)).toBe(true);
    expect(setting).toMatch(new RegExp(`^${id.toUpperCase()}_[A-Z0-9_]+$`));
  });

  test('has its settings among those people are told of', () => {
    const needed = neededSettings(connector);
    const signing = connector.webhook && signingSetting(connector.webhook);
    if (signing !== undefined) needed.push(signing);
    expect(needed.filter((name) => !example.includes(`\n${name}=\n`))).toEqual([]);
  });

  test('has an icon that is a path and nothing else', () => {
    expect(connector.icon).toMatch(/^[Mm][MmLlHhVvCcSsQqTtAaZz0-9 ,.-]+$/);
  });

  test('is listed to clients exactly as tools.snap.json shows', async () => {
    const listings = served({ ...allServers.find((server) => server.id === id)! }).map(({ listing }) => listing);
    await expect(`${JSON.stringify(listings, null, 2)}\n`).toMatchFileSnapshot(
      `../../src/connectors/${id}/tools.snap.json`,
    );
  });
});

function addressesOf({ origins, auth, docs }: Connector): string[] {
  const oauth =
    auth.kind === 'oauth2' ? [auth.authorize, auth.token, ...(auth.revoke === undefined ? [] : [auth.revoke.url])] : [];
  return [
    ...Object.values(origins).map((origin) => origin.replace('://*.', '://any.')),
    ...oauth,
    ...Object.values(docs),
  ];
}

function isPlainHttps(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.hash === '' &&
    /^[a-z0-9.-]+\.[a-z]+$/.test(url.hostname)
  );
}
