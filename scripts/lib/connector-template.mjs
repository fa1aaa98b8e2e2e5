/** What a new connector begins with: one read tool that works, and everything around it in the shape of every connector. */

/**
 * @typedef {object} Names
 * @property {string} id as in `/mcp/{id}` and the folder's name
 * @property {string} variable the connector's name in code
 * @property {string} type the same with a capital, for names that begin with it
 * @property {string} title what people read
 * @property {string} setting how its settings begin
 * @property {string} api base address of its API
 * @property {string} site where its API lies, without a path
 */

/** @param {Names} names @returns {Record<string, string>} the text of each file, by its path below the folder */
export const connectorFiles = (names) => ({
  'index.ts': index(names),
  'auth.ts': auth(names),
  'auth.test.ts': authTest(names),
  'client.ts': client(names),
  'client.test.ts': clientTest(),
  'schema.ts': schema(names),
  'prompts.ts': prompts(names),
  'webhook.ts': webhook(names),
  'webhook.test.ts': webhookTest(names),
  'tools/list-items.ts': tool(names),
  'tools/list-items.test.ts': toolTest(names),
});

/** @param {Names} names */
const index = ({ id, variable, title, api, site }) => `
import { z } from 'zod';
import { defineConnector } from '../../core/define-connector';
import { path } from '../../core/path';
import { auth } from './auth';
import { classify, read } from './client';
import { prompts } from './prompts';
import { listItems } from './tools/list-items';
import { accountRoute, webhook } from './webhook';

const identity = z.object({ id: z.string(), email: z.string() });

export const ${variable} = defineConnector({
  id: '${id}',
  title: '${title}',
  description: 'Read items in ${title} as the person who connected it.',
  category: 'Other',
  icon: 'M4 4h16v16H4z',
  docs: { app: '${site}/apps', api: '${site}/docs' },
  origins: { api: '${api}' },
  auth,
  account: async (api) => {
    const { id, email } = await read(api, path\`/me\`, {}, identity);
    return { id, label: email, routes: [accountRoute(id)] };
  },
  health: async (api) => {
    await read(api, path\`/me\`, {}, identity);
  },
  limits: { default: { capacity: 10, perMinute: 60 } },
  classify,
  webhook,
  tools: [listItems],
  prompts,
});
`;

/** @param {Names} names */
const auth = ({ site }) => `
import { oauth2 } from '../../core/define-connector';

/** Everything is done as the person who connected. @see ${site}/docs/oauth */
export const auth = oauth2({
  authorize: '${site}/oauth/authorize',
  token: '${site}/oauth/token',
  scopes: ['items:read'],
  pkce: true,
  clientAuth: 'body',
  rotation: true,
  revoke: { url: '${site}/oauth/revoke', token: 'refresh', send: 'body', authenticate: true },
});
`;

/** @param {Names} names */
const authTest = ({ site }) => `
import { expect, test } from 'vitest';
import { auth } from './auth';

test('asks for what its tools need and no more, and proves itself by PKCE', () => {
  expect(auth).toMatchObject({ kind: 'oauth2', scopes: ['items:read'], pkce: true });
});

test('a used refresh token is never sent twice, and disconnecting withdraws the grant', () => {
  expect(auth).toMatchObject({ rotation: true, revoke: { url: '${site}/oauth/revoke', token: 'refresh' } });
});
`;

/** @param {Names} names */
const client = ({ title, site }) => `
import { type z } from 'zod';
import { type Classified } from '../../core/define-connector';
import { type ErrorKind } from '../../core/errors';
import { type EncodedPath } from '../../core/path';
import { expectShape, type PlatformApi, type PlatformCall, type PlatformResponse } from '../../core/platform-call';

/** Calls a read and checks its answer against the shape we rely on. */
export async function read<T extends z.ZodType>(
  api: PlatformApi,
  path: EncodedPath,
  query: NonNullable<PlatformCall['query']>,
  shape: T,
): Promise<z.output<T>> {
  const response = await api.request({ method: 'GET', path, query, effect: 'read' });
  return expectShape(shape, response.body);
}

/** Codes that say more than their HTTP status. @see ${site}/docs/errors */
const KINDS: Readonly<Record<string, ErrorKind>> = {
  token_revoked: 'auth_revoked',
  quota_exceeded: 'quota_exceeded',
};

/** ${title} refuses with \`{error: {code}}\`; where the code is not known here, the status speaks. */
export function classify(response: PlatformResponse): Classified | undefined {
  if (response.status >= 200 && response.status < 300) return undefined;
  const body = response.body as { error?: { code?: unknown } } | null;
  const code = typeof body === 'object' ? body?.error?.code : undefined;
  const kind = typeof code === 'string' ? KINDS[code] : undefined;
  return kind && { kind, code: String(code) };
}
`;

const clientTest = () => `
import { expect, test } from 'vitest';
import { classify } from './client';

const answer = (status: number, body: unknown) => ({ status, headers: {}, body });

test('a 2xx is a success', () => {
  expect(classify(answer(200, { items: [] }))).toBeUndefined();
});

test.each([
  ['token_revoked', 'auth_revoked'],
  ['quota_exceeded', 'quota_exceeded'],
])('%s is %s', (code, kind) => {
  expect(classify(answer(403, { error: { code } }))).toEqual({ kind, code });
});

test('what is not known here is left to the status', () => {
  for (const body of [{ error: { code: 'new' } }, { error: 'text' }, { error: null }, 'Bad gateway', null]) {
    expect(classify(answer(502, body))).toBeUndefined();
  }
});
`;

/** @param {Names} names */
const schema = ({ variable, type, title }) => `
import { z } from 'zod';
import { untrusted } from '../../core/untrusted';

/** An item as ${title} sends it; only what we map is named. */
export const ${variable}Item = z.object({
  id: z.string(),
  name: z.string().optional(),
  url: z.string().optional(),
  updated_at: z.iso.datetime({ offset: true }).optional(),
});

/** An item as our tools answer it. */
export const item = z.object({
  id: z.string(),
  name: untrusted('Name.'),
  link: z.string().optional(),
  updatedAt: z.string().optional(),
});

export function from${type}(raw: z.output<typeof ${variable}Item>): z.input<typeof item> {
  return {
    id: raw.id,
    name: raw.name ?? '',
    ...(raw.url !== undefined && { link: raw.url }),
    ...(raw.updated_at !== undefined && { updatedAt: new Date(raw.updated_at).toISOString() }),
  };
}
`;

/** @param {Names} names */
const prompts = ({ title }) => `
import { type Prompt } from '../../core/define-server';

export const prompts: readonly Prompt[] = [
  {
    name: 'what_is_new',
    title: 'What is new',
    description: 'What changed lately, and what of it matters.',
    arguments: [{ name: 'topic', description: 'What it should be about.', required: true }],
    render: ({ topic = '' }) =>
      \`Look through my items in ${title} with list_items. Tell me in a few lines what is new about \${topic}, each with its link.\`,
  },
];
`;

/** @param {Names} names */
const webhook = ({ id, title, setting, site }) => `
import { z } from 'zod';
import { type DeploymentWebhook, type WebhookEvent } from '../../core/define-connector';
import { verifyV0 } from '../../core/signatures';

const payloadShape = z.object({ id: z.string(), type: z.string(), account_id: z.string() });

export const accountRoute = (account: string): string => \`account:\${account}\`;

/** ${title} signs \`v0:{timestamp}:{raw body}\`. @see ${site}/docs/webhooks */
export const webhook: DeploymentWebhook = {
  secret: '${setting}_SIGNING_SECRET',
  verify: (delivery, secret) =>
    verifyV0({
      body: delivery.body,
      timestamp: delivery.headers.get('x-${id.replaceAll('_', '-')}-timestamp'),
      signature: delivery.headers.get('x-${id.replaceAll('_', '-')}-signature'),
      secret,
      now: delivery.receivedAt,
    }),
  read: (payload): WebhookEvent | undefined => {
    const parsed = payloadShape.safeParse(payload);
    if (!parsed.success) return undefined;
    const { id: deliveryId, type, account_id: account } = parsed.data;
    const revoked = type === 'app.uninstalled' && ({ effect: 'revoked' } as const);
    return { deliveryId, type, routes: [accountRoute(account)], ...revoked, summary: \`${title} event \${type}.\` };
  },
};
`;

/** @param {Names} names */
const webhookTest = ({ id, title }) => `
import { describe, expect, test } from 'vitest';
import { toHex } from '../../core/ids';
import { hmacSha256 } from '../../core/signatures';
import { webhook } from './webhook';

const KEY = 'fixture-signing-key';
const AT = 1_763_709_600;
const BODY = '{"id":"evt_1","type":"item.created","account_id":"acc_1"}';

const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

async function verify(sent: { body?: string; flip?: boolean; signed?: boolean; receivedAt?: number }): Promise<boolean> {
  const { body = BODY, flip = false, signed = true, receivedAt = AT * 1000 } = sent;
  const signature = toHex(await hmacSha256(KEY, bytes(\`v0:\${AT}:\${BODY}\`)));
  const headers = new Headers({ 'x-${id.replaceAll('_', '-')}-timestamp': String(AT) });
  if (signed) headers.set('x-${id.replaceAll('_', '-')}-signature', \`v0=\${flip ? signature.replace(/^./, 'x') : signature}\`);
  return webhook.verify({ body: bytes(body), headers, url: 'https://example.com/webhooks/${id}', receivedAt }, KEY, {
    audience: '',
    key: async () => undefined,
  });
}

describe('verify', () => {
  test('accepts what was signed just now', async () => {
    expect(await verify({})).toBe(true);
  });

  test.each([
    ['a changed byte of the body', { body: BODY.replace('evt_1', 'evt_2') }],
    ['a changed byte of the signature', { flip: true }],
    ['no signature', { signed: false }],
    ['a delivery too old', { receivedAt: (AT + 301) * 1000 }],
    ['a delivery from the future', { receivedAt: (AT - 301) * 1000 }],
  ])('refuses %s', async (_, sent) => {
    expect(await verify(sent)).toBe(false);
  });
});

describe('read', () => {
  test('an event goes to the account it names', () => {
    expect(webhook.read(JSON.parse(BODY))).toEqual({
      deliveryId: 'evt_1',
      type: 'item.created',
      routes: ['account:acc_1'],
      summary: '${title} event item.created.',
    });
  });

  test('an uninstalled app ends the grant', () => {
    expect(webhook.read({ id: 'evt_2', type: 'app.uninstalled', account_id: 'acc_1' })).toMatchObject({ effect: 'revoked' });
  });

  test('what is no event is nothing to handle', () => {
    for (const payload of [null, 'text', {}, { id: 'evt_1' }]) expect(webhook.read(payload)).toBeUndefined();
  });
});
`;

/** @param {Names} names */
const tool = ({ id, variable, type, title }) => `
import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { read } from '../client';
import { ${variable}Item, from${type}, item } from '../schema';

const answer = z.object({ items: z.array(${variable}Item), next_cursor: z.string().nullish() });

export const listItems = defineTool({
  name: 'list_items',
  title: 'List items',
  description: 'List the items you can see in ${title}, newest first. Pass nextCursor as cursor to continue.',
  input: z.strictObject({ limit: limitParam, cursor: cursorParam }),
  output: pageOf(item),
  effect: 'read',
  scopes: ['${id}:read'],
  handler: async ({ limit, cursor }, context) => {
    const found = await read(context.integration(), path\`/items\`, { limit, cursor }, answer);
    return toPage(found.items.map(from${type}), found.next_cursor);
  },
});
`;

/** @param {Names} names */
const toolTest = ({ variable, title }) => `
import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { ${variable} } from '..';
import { listItems } from './list-items';

test('maps items and keeps the cursor', async () => {
  const { result, calls } = await runTool(${variable}, listItems, { limit: 2, cursor: 'abc' }, [
    {
      body: {
        items: [{ id: 'item_1', name: 'Plan\\u202e', updated_at: '2026-11-21T13:00:00+01:00', owner: 'x' }, { id: 'item_2' }],
        next_cursor: 'def',
      },
    },
  ]);
  expect(calls).toMatchInlineSnapshot(\`
    [
      {
        "method": "GET",
        "path": "/items",
        "query": {
          "cursor": "abc",
          "limit": 2,
        },
      },
    ]
  \`);
  expect(result).toMatchInlineSnapshot(\`
    {
      "items": [
        {
          "id": "item_1",
          "name": "Plan",
          "updatedAt": "2026-11-21T12:00:00.000Z",
        },
        {
          "id": "item_2",
          "name": "",
        },
      ],
      "nextCursor": "def",
    }
  \`);
});

test('says that access was withdrawn, and where to connect again', async () => {
  const refused = { status: 403, body: { error: { code: 'token_revoked' } } };
  await expect(runTool(${variable}, listItems, {}, [refused])).rejects.toMatchObject({
    kind: 'auth_revoked',
    message: 'Access was withdrawn at ${title}. Connect the account again: http://localhost:8787/connect',
  });
});

test('refuses a limit beyond a hundred', async () => {
  await expect(runTool(${variable}, listItems, { limit: 101 }, [])).rejects.toMatchObject({ kind: 'invalid_request' });
});
`;
