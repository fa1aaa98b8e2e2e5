import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { anyArguments } from '../support/arbitrary';
import { callTool, type Era, mcp, ORIGIN, seneschal, type ToolAnswer } from '../support/client';
import { owner, type Somebody } from '../support/people';
import { platforms } from '../support/platforms';
import { control, watch } from '../support/sandbox';
import { allObjects, directory, watchLogs } from '../support/state';

const logs = watchLogs();
let maren: Somebody;
/** What the sandbox itself could not make sense of: its own mistakes, which would pass for a platform's trouble. */
const mistakes: string[] = [];

beforeAll(async () => {
  await control('limits', { enabled: false });
  maren = await owner();
  for (const { platform, accounts } of platforms) await maren.at.connect(platform, accounts[0]);
  watch(async (request, answer) => {
    if (answer.status === 501) mistakes.push(`${request.method} ${request.url}: ${await answer.text()}`);
  });
});

/** What an official client sends to call a tool, as it goes over the wire. */
async function captured(era: Era): Promise<{ headers: Record<string, string>; body: Record<string, unknown> }> {
  const token = await maren.token();
  const sent: { headers: Record<string, string>; body: Record<string, unknown> }[] = [];
  const client = new Client(
    { name: 'captured', version: '1.0.0' },
    { versionNegotiation: { mode: era === 'legacy' ? 'legacy' : { pin: era } } },
  );
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp/slack', ORIGIN), {
      fetch: async (url, init) => {
        if (typeof init?.body === 'string') {
          const body = JSON.parse(init.body) as Record<string, unknown>;
          sent.push({ headers: Object.fromEntries(new Headers(init.headers)), body });
        }
        return seneschal(url, init);
      },
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  await client.callTool({ name: 'list_channels', arguments: { limit: 1 } });
  await client.close();
  const call = sent.find(({ body }) => body['method'] === 'tools/call');
  if (call === undefined) throw new Error('the client called no tool');
  return call;
}

describe.each<Era>(['legacy', '2026-07-28'])('the endpoint in the era %s', (era) => {
  let call: { headers: Record<string, string>; body: Record<string, unknown> };
  beforeAll(async () => {
    call = await captured(era);
  });

  const post = (body: string | Uint8Array, headers: Record<string, string> | [string, string][] = {}) => {
    const all = new Headers(call.headers);
    for (const [name, value] of Array.isArray(headers) ? headers : Object.entries(headers)) {
      if (Array.isArray(headers)) all.append(name, value);
      else all.set(name, value);
    }
    return seneschal('/mcp/slack', { method: 'POST', headers: all, body });
  };
  const changed = (change: Record<string, unknown>) => JSON.stringify({ ...call.body, ...change });
  const withArguments = (json: string) =>
    changed({ params: { ...(call.body['params'] as object), arguments: 'HERE' } }).replace('"HERE"', json);

  /** Everything that lasts, but for the audit and what merely notes that somebody was here. */
  async function lasting(): Promise<string> {
    const { audit: _, sessions, access_tokens: tokens, ...rest } = await directory();
    return JSON.stringify({ rest, sessions: sessions?.length, tokens: tokens?.length, objects: await allObjects() });
  }

  /** Expects a refusal: a 4xx, or an error in the words of JSON-RPC; never a 5xx, never more than one. */
  async function refused(response: Response): Promise<string> {
    const text = await response.text();
    expect(response.status).toBeLessThan(500);
    const type = response.headers.get('content-type') ?? '';
    const json = type.includes('event-stream') ? (/^data: (.*)$/m.exec(text)?.[1] ?? '') : text;
    const body = JSON.parse(json) as {
      error?: { code: number; message: string };
      result?: { isError?: boolean };
      status?: number;
    };
    const said = body.error?.message ?? (body.result?.isError === true ? JSON.stringify(body.result) : undefined);
    if (body.error === undefined && body.result?.isError !== true) {
      expect(type).toBe('application/problem+json');
      expect(body.status).toBe(response.status);
      expect(response.status).toBeGreaterThanOrEqual(400);
    } else expect(said).toMatch(/\w{4}/);
    expect(text).not.toMatch(/\bat .*\.tsx?:\d|node_modules|SQLITE/);
    return text;
  }

  it('serves what the client sent, so that what follows is refused for its own sake', async () => {
    const answer = await post(JSON.stringify(call.body));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('structuredContent');
  });

  const deep = '['.repeat(10_000) + ']'.repeat(10_000);
  it.each<[string, () => string | Uint8Array]>([
    ['nothing', () => ''],
    ['malformed JSON', () => '{"jsonrpc":"2.0",'],
    ['two JSON texts', () => `${JSON.stringify(call.body)}${JSON.stringify(call.body)}`],
    ['5 MiB', () => withArguments(`{"cursor":"${'x'.repeat(5 * 1024 * 1024)}"}`)],
    ['10,000 levels', () => withArguments(deep)],
    ['10,000 levels of objects, never closed', () => '{"a":'.repeat(10_000)],
    ['60,000 values', () => withArguments(`[${'0,'.repeat(60_000)}0]`)],
    [
      'invalid UTF-8',
      () => new Uint8Array([...new TextEncoder().encode('{"jsonrpc":"2.0","id":"'), 0xff, 0xc0, 0x22, 0x7d]),
    ],
    ['a NUL in an argument', () => withArguments('{"cursor":"a\\u0000b"}')],
    ['half a surrogate pair', () => withArguments('{"cursor":"\\ud83d"}')],
    ['a number beyond 2^53', () => withArguments('{"limit":9007199254740993}')],
    ['a batch', () => `[${JSON.stringify(call.body)},${JSON.stringify(call.body)}]`],
    ['an empty batch', () => '[]'],
    ['a batch of 500', () => `[${Array.from({ length: 500 }, () => JSON.stringify(call.body)).join()}]`],
    ['null', () => 'null'],
    ['a number', () => '42'],
    ['no version', () => changed({ jsonrpc: undefined })],
    ['another version', () => changed({ jsonrpc: '1.0' })],
    ['an id that is an object', () => changed({ id: { a: 1 } })],
    ['a method that is none', () => changed({ method: 'tools/nonsense' })],
    ['a method that is a number', () => changed({ method: 7 })],
    ['parameters that are a list', () => changed({ params: [1, 2] })],
    ['a tool that is none', () => changed({ params: { ...(call.body['params'] as object), name: 'no_such_tool' } })],
    ['a tool named __proto__', () => changed({ params: { ...(call.body['params'] as object), name: '__proto__' } })],
    ['arguments that are a list', () => withArguments('[1]')],
    ['arguments that are text', () => withArguments('"limit=1"')],
    ['an unknown argument', () => withArguments('{"nonsense":1}')],
    ['an argument named __proto__', () => withArguments('{"__proto__":{"limit":1}}')],
    ['an over-long argument', () => withArguments(`{"cursor":"${'x'.repeat(2_049)}"}`)],
    ['a wrong type', () => withArguments('{"limit":"ten"}')],
  ])('refuses %s, and stores nothing', async (_, body) => {
    const before = await lasting();
    await refused(await post(body()));
    expect(await lasting()).toBe(before);
  });

  it.each<[string, Record<string, string> | [string, string][]]>([
    ['no content type', { 'content-type': '' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['text', { 'content-type': 'text/plain' }],
    ['a content type twice', [['content-type', 'text/plain']]],
    ['two tokens', [['authorization', 'Bearer snl_pat_x']]],
    ['a token that is none', { authorization: 'Bearer ~!@#' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['an origin of null', { origin: 'null' }],
    ['a protocol version that is none', { 'mcp-protocol-version': '1999-01-01' }],
    ['a protocol version twice', [['mcp-protocol-version', '1999-01-01']]],
    ['a method that contradicts the body', { 'mcp-method': 'tools/list', 'mcp-protocol-version': '2026-07-28' }],
    ['a tool that contradicts the body', { 'mcp-name': 'send_message', 'mcp-protocol-version': '2026-07-28' }],
  ])('refuses %s', async (_, headers) => {
    await refused(await post(JSON.stringify(call.body), headers));
  });

  it('refuses a foreign host', async () => {
    const init = { method: 'POST', headers: call.headers, body: JSON.stringify(call.body) };
    const answer = await seneschal(new URL('/mcp/slack', 'http://evil.example'), init);
    expect([401, 403, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain('structuredContent');
  });

  it.each([
    ['/mcp/nope', 'POST'],
    ['/mcp/slack/nope', 'POST'],
    ['/mcp/slack/readonly/more', 'POST'],
    ['/mcp/%00', 'POST'],
    ['/mcp/SLACK', 'POST'],
    ['/mcp/../slack', 'POST'],
    ['/mcp/slack', 'PUT'],
    ['/mcp/slack', 'PATCH'],
    ['/mcp/slack', 'DELETE'],
    ['/mcp/slack', 'GET'],
  ])('%.40s asked by %s is answered, never by a 5xx', async (path, method) => {
    const body = method === 'GET' ? undefined : JSON.stringify(call.body);
    const answer = await seneschal(path, { method, headers: call.headers, ...(body !== undefined && { body }) });
    await answer.body?.cancel();
    expect(answer.status).toBeLessThan(500);
    if (path !== '/mcp/slack') expect(answer.status).toBe(404);
  });
});

describe('a program that asks for no page', () => {
  /** Expects a problem response of RFC 9457 with its reference. */
  async function problem(response: Response, status: number): Promise<void> {
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const body = await response.json<Record<string, unknown>>();
    expect(body).toMatchObject({ status, reference: expect.stringMatching(/^ref_[0-9a-z]{26}$/) as string });
    expect(String(body['detail'])).toMatch(/\w{3}.*\.$/);
  }
  const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });

  it.each<[number, string, RequestInit]>([
    [410, '/sign-in?token=spent', {}],
    [410, '/sign-in', form({ token: 'spent' })],
    [400, '/sign-in', form({})],
    [400, '/authorize?client_id=nobody&response_type=code', {}],
    [400, '/authorize', form({ handle: 'made-up', decision: 'approve' })],
    [400, '/integrations/callback/slack?state=made-up&code=x', {}],
    [404, '/integrations/connect/nope', {}],
    [404, '/integrations/int_x', {}],
    [404, '/nowhere', {}],
    [400, '/integrations?limit=0', {}],
  ])('is told by a problem response: %i of %s', async (status, path, init) => {
    const headers = { cookie: maren.at.browser.cookie, origin: ORIGIN };
    await problem(await seneschal(path, { ...init, headers: { ...headers, accept: 'application/json' } }), status);
    await problem(await seneschal(path, { ...init, headers }), status);
  });

  it.each([
    '/',
    '/integrations',
    '/mcp/slack',
    '/oauth/token',
    '/oauth/register',
    '/authorize',
    '/webhooks/slack',
    '/sign-in',
    '/nowhere',
  ])('is told so where the address of %s goes on for ever', async (path) => {
    for (const method of ['GET', 'POST']) {
      const headers = { cookie: maren.at.browser.cookie, origin: ORIGIN };
      await problem(await seneschal(`${path}?${'q=x&'.repeat(20_000)}`, { method, headers }), 414);
    }
  });
});

/* Last, for it moves the clock. */
describe.each(platforms)('any arguments for a tool of $platform', ({ platform, connector }) => {
  let client: Client;
  beforeAll(async () => {
    client = await mcp(platform, await maren.token());
  });
  afterAll(async () => {
    vi.useRealTimers();
    await client.close();
  });

  it.each(connector.tools.map((tool) => [tool.name, tool] as const))(
    '%s: a result or one clear error',
    async (_, tool) => {
      const property = fc.asyncProperty(anyArguments(tool), async (args) => {
        // Half a minute passes between any two calls: no limit is met, and tokens end and are renewed on the way.
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 });
        const before = logs.length;
        const answer: ToolAnswer | Error = await callTool(client, tool.name, args).catch(
          (error: unknown) => error as Error,
        );
        if (answer instanceof Error) {
          // Refused as a whole, before the tool: half a surrogate pair, a NUL.
          expect(String(answer)).toMatch(/surrogate|NUL|whole number|nested|values|__proto__/);
          return;
        }
        if (answer.ok) return;
        const { kind, reference } = answer.meta['seneschal/error'] as { kind: string; reference: string };
        expect({ kind, log: kind === 'internal' || kind === 'invalid_response' ? logs.slice(before) : [] }).toEqual({
          kind,
          log: [],
        });
        expect(reference).toMatch(/^ref_[0-9a-z]{26}$/);
        expect(answer.text.length).toBeGreaterThan(20);
        expect(answer.text.length).toBeLessThan(2_000);
      });
      await fc.assert(property, { numRuns: 12, endOnFailure: true });
      expect(mistakes).toEqual([]);
    },
  );
});
