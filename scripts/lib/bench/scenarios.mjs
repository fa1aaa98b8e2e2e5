import { createHmac, randomUUID } from 'node:crypto';
import { workerdCpuMs } from './cpu.mjs';

/**
 * @typedef {import('./load.mjs').Ask} Ask
 * @typedef {{ name: string, about: string, weight?: number, cpuMs: () => number, next: () => Ask }} Scenario
 *   `weight`: how many operations one request stands for.
 * @typedef {{ token: string, integration: string, user: string, principal: object }} Somebody
 * @typedef {{ port: number, headers: Record<string, string>, cpuMs: () => number }} Everything
 */

const REVISION = '2026-07-28';
const SLACK_SECRET = 'sandbox-slack-webhook-secret';

const META = {
  'io.modelcontextprotocol/protocolVersion': REVISION,
  'io.modelcontextprotocol/clientInfo': { name: 'load', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** @param {string} name @param {object} args @param {object} [meta] */
const call = (name, args, meta) =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: args, ...(meta && { _meta: meta }) },
  });

/** A tool call as a client of the present revision sends it. @param {number} port @param {string} name */
const headersOf = (port, name) => ({
  host: `localhost:${port}`,
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
  'mcp-method': 'tools/call',
  'mcp-name': name,
  'mcp-protocol-version': REVISION,
});

/** One after the other, over and over. @template T @param {readonly T[]} items @returns {() => T} */
function inTurn(items) {
  let at = 0;
  return () => /** @type {T} */ (items[at++ % items.length]);
}

/** A delivery as Slack signs it. @param {string} body */
function signed(body) {
  const at = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', SLACK_SECRET).update(`v0:${at}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': at, 'x-slack-signature': `v0=${signature}` };
}

/** What the benchmark measures, the yardsticks first. @param {{ port: number, helloPort: number, everything: Everything, people: Somebody[] }} at @returns {Scenario[]} */
export function scenarios({ port, helloPort, everything, people }) {
  const host = { host: `localhost:${port}`, 'content-type': 'application/json' };

  /** @param {string} server @param {string} name @param {object} args @param {string} expected */
  const tool = (server, name, args, expected) => {
    const body = call(name, args, META);
    const headers = headersOf(port, name);
    return inTurn(
      people.map(({ token }) => ({
        port,
        path: `/mcp/${server}`,
        headers: { ...headers, authorization: `Bearer ${token}` },
        body,
        good: (/** @type {string} */ text) => text.includes(expected) && !text.includes('"isError":true'),
      })),
    );
  };

  const hello = call('hello', { name: 'Ada' }, META);
  const echo = call('echo', { message: 'Ada' });
  const somebody = inTurn(people);

  return [
    {
      name: 'bare',
      about: 'bare createMcpHandler, one tool, nobody signs in',
      cpuMs: workerdCpuMs,
      next: () => ({
        port: helloPort,
        path: '/mcp',
        headers: headersOf(helloPort, 'hello'),
        body: hello,
        good: (text) => text.includes('Hello, Ada!'),
      }),
    },
    {
      name: 'everything',
      about: 'server-everything on Node, echo, nobody signs in',
      cpuMs: everything.cpuMs,
      next: () => ({
        port: everything.port,
        path: '/mcp',
        headers: everything.headers,
        body: echo,
        good: (text) => text.includes('Echo: Ada'),
      }),
    },
    {
      name: 'read',
      about: 'read tool with a token: workspace.list_integrations',
      cpuMs: workerdCpuMs,
      next: tool('workspace', 'list_integrations', {}, '"structuredContent"'),
    },
    {
      name: 'connector',
      about: 'full connector call: slack.get_user at a platform that takes no time',
      cpuMs: workerdCpuMs,
      next: tool('slack', 'get_user', { user: 'U012AB3CD' }, 'ada@example.com'),
    },
    {
      name: 'list',
      about: 'full connector call with a longer answer: slack.list_channels, 25 of them',
      cpuMs: workerdCpuMs,
      next: tool('slack', 'list_channels', {}, 'channel-24'),
    },
    {
      name: 'webhook',
      about: 'webhook accepted: signature, durable write, 200 (and handled meanwhile)',
      cpuMs: workerdCpuMs,
      next: () => {
        const { user } = somebody();
        const event = { type: 'message', channel: 'C01', channel_type: 'channel', user, text: 'Good morning.' };
        const authorizations = [{ team_id: 'T1', user_id: user }];
        const envelope = {
          type: 'event_callback',
          team_id: 'T1',
          event_id: `Ev${randomUUID()}`,
          event,
          authorizations,
        };
        const body = JSON.stringify(envelope);
        return {
          port,
          path: '/webhooks/slack',
          headers: { ...host, ...signed(body) },
          body,
          good: (text) => text.includes('"ok":true'),
        };
      },
    },
    {
      name: 'transition',
      about: 'state transition of an integration, ACTIVE to ERROR and back',
      weight: 2,
      cpuMs: workerdCpuMs,
      next: () => {
        const { integration, principal } = somebody();
        const body = JSON.stringify({ integration, principal });
        return { port, path: '/_load/transition', headers: host, body, good: (text) => text.includes('"ok":true') };
      },
    },
  ];
}
