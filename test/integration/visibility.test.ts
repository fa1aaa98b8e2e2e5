import { env, runInDurableObject } from 'cloudflare:test';
import { type Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { integrationStub } from '../../durable-objects/integration/stub';
import { newId } from '../../src/core/ids';
import { type IntegrationView } from '../../src/core/integration-view';
import { app } from '../../src/http/app';
import { allServers } from '../../src/registry';
import { callTool, mcp, ORIGIN, seneschal } from '../support/client';
import { newMember, newWorkspace, owner, type Somebody } from '../support/people';
import { platforms } from '../support/platforms';
import { tokenOf } from '../support/raw-forms';
import { sampleArgs } from '../support/samples';
import { control } from '../support/sandbox';
import { allObjects, rows, watchLogs } from '../support/state';

watchLogs();

/* Tomas has what nobody else may see. The owner of his workspace sees most of all there; the stranger owns another workspace. */
let tomas: Somebody;
let boss: Somebody;
let stranger: Somebody;
const theirs: IntegrationView[] = [];
/** Everything that would give something of his away, wherever it stood. */
let marks: string[];

beforeAll(async () => {
  await control('limits', { enabled: false });
  boss = await owner();
  tomas = await newMember('member', 'Tomas');
  stranger = await newMember('owner', 'Sam', await newWorkspace('elsewhere'));
  for (const { platform, accounts, read } of platforms) {
    theirs.push(await tomas.at.connect(platform, accounts[1]));
    const client = await mcp(platform, await tomas.token());
    expect(await callTool(client, read)).toMatchObject({ ok: true });
    await client.close();
  }
  const events = await rows<{ id: string }>('SELECT id FROM events');
  const deliveries = await rows<{ id: string }>('SELECT id FROM webhook_events');
  marks = [
    ...theirs.flatMap(({ id, account }) => [id, account.id, account.label]),
    ...[...events, ...deliveries].map(({ id }) => id),
  ];
  // The audit travels by the queue: what the sweep looks at has to be there.
  await vi.waitFor(
    async () =>
      expect(await rows("SELECT id FROM audit WHERE action = 'tool.call' AND integration_id IS NOT NULL")).toHaveLength(
        platforms.length,
      ),
    { timeout: 10_000 },
  );
});

const viewers = () => [
  ['the owner of his workspace', boss] as const,
  ['the owner of another workspace', stranger] as const,
];
const VIEWERS = ['the owner of his workspace', 'the owner of another workspace'] as const;
const viewer = (name: string): Somebody => viewers().find(([known]) => known === name)?.[1] as Somebody;

/** What stays of an answer when its reference and the id it was asked by are taken away. */
const essence = (text: string, id: string): string =>
  text
    .replaceAll(/ref_[0-9a-z]{26}/g, 'REFERENCE')
    .replaceAll(encodeURIComponent(id), 'ID')
    .replaceAll(id, 'ID');

interface Way {
  method: string;
  path: string;
}
const ways: Way[] = [
  ...new Map(
    app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => [`${method} ${path}`, { method, path }]),
  ).values(),
];
const withId = ways.filter(({ path }) => path.includes('/:') && !path.includes('/:platform'));
const plain = ways.filter(({ method, path }) => method === 'GET' && !path.includes('/:'));

async function ids(): Promise<[kind: string, foreign: string[]][]> {
  const [token] = await rows<{ id: string }>('SELECT id FROM access_tokens WHERE member_id = ?', tomas.member.id);
  const [session] = await rows<{ id: string }>('SELECT id FROM sessions WHERE member_id = ?', tomas.member.id);
  return [
    ['int', theirs.map(({ id }) => id)],
    ['tok', [token?.id ?? '']],
    ['ses', [session?.id ?? '']],
  ];
}

/** Sends one request in every way a route can be asked: as JSON, as a page, as a form, with a session and with a token. */
async function askEveryWay(who: Somebody, { method, path }: Way, id: string): Promise<string[]> {
  const url = path.replaceAll(/:[a-z]+(\{[^}]*\})?/g, id);
  const cookie = who.at.browser.cookie;
  const csrf = await tokenOf(who.at.browser);
  const share = JSON.stringify({ visibility: 'shared', sharedWith: [{ with: 'workspace', id: '', access: 'write' }] });
  const session = { cookie, origin: ORIGIN };
  const requests: RequestInit[] =
    method === 'GET'
      ? [
          { headers: { ...session, accept: 'application/json' } },
          { headers: { ...session, accept: 'text/html' } },
          { headers: { authorization: `Bearer ${await who.token()}` } },
        ]
      : [
          { headers: { ...session, 'content-type': 'application/json' }, body: share },
          {
            headers: { ...session, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
            body: `csrf=${csrf}&share=workspace%3A%3Awrite`,
          },
          {
            headers: { authorization: `Bearer ${await who.token()}`, 'content-type': 'application/json' },
            body: share,
          },
        ];
  const answers: string[] = [];
  for (const request of requests) {
    const response = await seneschal(url, { method, ...request });
    answers.push(`${response.status} ${response.headers.get('location')} ${essence(await response.text(), id)}`);
  }
  return answers;
}

describe('every route of the app', () => {
  it('is one this test can sweep', () => {
    expect(withId.length).toBeGreaterThan(5);
    expect(plain.length).toBeGreaterThan(5);
    expect(withId.map(({ path }) => path)).toContain('/integrations/:id/events');
  });

  describe.each(VIEWERS)('asked by %s', (name) => {
    it.each(withId.map((way) => [`${way.method} ${way.path}`, way] as const))(
      '%s: his ids and made-up ones are the same',
      async (_, way) => {
        const who = viewer(name);
        for (const [kind, foreign] of await ids()) {
          const made = await askEveryWay(who, way, newId(kind));
          expect(made.every((answer) => /^(3|4)/.test(answer))).toBe(true);
          for (const id of foreign) expect(await askEveryWay(who, way, id)).toEqual(made);
        }
      },
    );

    it.each(plain.map(({ path }) => path))('GET %s shows nothing of his', async (path) => {
      const who = viewer(name);
      for (const accept of ['application/json', 'text/html']) {
        const response = await seneschal(path, { headers: { accept, cookie: who.at.browser.cookie } });
        const text = await response.text();
        expect(marks.filter((mark) => text.includes(mark))).toEqual([]);
      }
    });
  });

  it('does show him his own: the sweep would find it', async () => {
    const headers = { cookie: tomas.at.browser.cookie, accept: 'application/json' };
    for (const path of ['/integrations', '/audit']) {
      const text = await (await seneschal(path, { headers })).text();
      expect(marks.filter((mark) => text.includes(mark)).length).toBeGreaterThan(0);
    }
    for (const { id } of theirs) expect((await tomas.at.api(`/integrations/${id}/events`)).status).toBe(200);
  });

  it('changed nothing of his by all that', async () => {
    for (const view of theirs) expect((await tomas.at.api(`/integrations/${view.id}`)).body).toEqual(view);
    expect(await rows('SELECT * FROM default_accounts')).toEqual([]);
    expect(await tomas.at.integrations()).toHaveLength(platforms.length);
  });
});

describe.each(platforms)('every tool of $platform', ({ platform, connector }) => {
  describe.each(VIEWERS)('called by %s', (name) => {
    let client: Client;
    const his = () => theirs.find((view) => view.platform === platform) as IntegrationView;
    beforeAll(async () => {
      client = await mcp(platform, await viewer(name).token());
    });
    afterAll(() => client.close());

    it.each(connector.tools.map((tool) => [tool.name, tool] as const))(
      '%s: his account and a made-up one are the same',
      async (_, tool) => {
        const call = async (account: string) => {
          const { ok, text } = await callTool(client, tool.name, { ...sampleArgs(tool), account });
          return { ok, text: essence(text, account) };
        };
        const made = await call(newId('int'));
        expect(made).toEqual({ ok: false, text: expect.stringMatching(/^No .* account of that name/) as string });
        for (const account of [his().id, his().account.id, his().account.label])
          expect(await call(account)).toEqual(made);
      },
    );

    it('resources: not listed, and not told from a made-up one', async () => {
      const uri = (id: string) => `seneschal://integrations/${id}`;
      expect(JSON.stringify(await client.listResources())).not.toContain(his().id);
      const refusal = async (id: string) => {
        const error = await client.readResource({ uri: uri(id) }).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(Error);
        return essence(String(error), id);
      };
      expect(await refusal(his().id)).toBe(await refusal(newId('int')));
    });

    it('the object itself does not know them either', async () => {
      const { principal } = viewer(name);
      const made = newId('int');
      const answers = async (id: string) => {
        const stub = integrationStub(env, id);
        const call = { method: 'GET', path: { value: '/', template: '/' }, effect: 'read' } as never;
        const outcomes = await Promise.all([
          stub.status(principal),
          stub.request(principal, call),
          stub.disconnect(principal),
          stub.share(principal, 'personal', []),
        ]);
        return essence(JSON.stringify(outcomes), id);
      };
      expect(await answers(his().id)).toBe(await answers(made));
    });
  });

  it('resources: his own are listed and read', async () => {
    const client = await mcp(platform, await tomas.token());
    const view = theirs.find((one) => one.platform === platform);
    const { resources } = await client.listResources();
    expect(resources.map(({ name }) => name)).toEqual([view?.id]);
    const { contents } = await client.readResource({ uri: resources[0]?.uri ?? '' });
    expect(contents[0]).toMatchObject({
      mimeType: 'application/json',
      text: expect.stringContaining(view?.account.id ?? '-') as string,
    });
    await client.close();
  });
});

const otherServers = allServers.filter(({ connector }) => connector === undefined);
describe.each(otherServers.map((server) => [server.id, server] as const))('every tool of %s', (id, { tools }) => {
  describe.each(VIEWERS)('called by %s', (name) => {
    let client: Client;
    beforeAll(async () => {
      client = await mcp(id, await viewer(name).token());
    });
    afterAll(() => client.close());

    it.each(tools.map((tool) => [tool.name, tool] as const))(
      '%s: shows nothing of his, and does not tell his ids from made-up ones',
      async (_, tool) => {
        const call = async (args: Record<string, unknown>, used: string) => {
          const { ok, text, value } = await callTool(client, tool.name, args);
          const said = `${ok} ${text} ${JSON.stringify(value)}`;
          expect(marks.filter((mark) => mark !== used && said.includes(mark))).toEqual([]);
          return essence(said, used);
        };
        const base = sampleArgs(tool);
        await call(base, '');
        const made = newId('int');
        const taking = Object.entries(tool.input.shape).filter(([, schema]) => z.safeParse(schema, made).success);
        for (const [field] of taking) {
          const expected = await call({ ...base, [field]: made }, made);
          for (const his of theirs) expect(await call({ ...base, [field]: his.id }, his.id)).toBe(expected);
        }
      },
    );
  });
});

describe('an id that nobody has', () => {
  it('leaves nothing behind when it is asked', async () => {
    const id = newId('int');
    const target = integrationStub(env, id);
    const call = { method: 'GET', path: '/x', effect: 'read' } as never;
    const asking = [
      target.status(boss.principal),
      target.request(boss.principal, call),
      target.disconnect(boss.principal),
      target.share(boss.principal, 'personal', []),
      target.checkHealth(),
      target.receive({ deliveryId: 'd', type: 't', summary: 's', at: Date.now() }),
    ];
    for (const outcome of await Promise.all(asking))
      expect(outcome).toMatchObject({ ok: false, failure: { kind: 'not_found' } });
    for (const path of ['', '/events', '/health']) {
      expect((await boss.at.api(`/integrations/${id}${path}`)).status).toBe(404);
    }
    expect(Object.keys(await allObjects())).not.toContain(id);
    const left = await runInDurableObject(env.INTEGRATION.getByName(id), async (_, { storage }) => [
      (await storage.list()).size,
      await storage.getAlarm(),
    ]);
    expect(left).toEqual([0, null]);
    expect(await rows('SELECT * FROM integrations WHERE id = ?', id)).toEqual([]);
  });
});
