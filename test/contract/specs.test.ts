import { env } from 'cloudflare:test';
import { type Client } from '@modelcontextprotocol/client';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { serverOf } from '../../src/core/define-server';
import { tableOf } from '../../src/mcp/table';
import { allScopes, connectors } from '../../src/registry';
import { accessToken, callTool, mcp, signIn } from '../support/client';
import { control, watch } from '../support/sandbox';
import { type Description, descriptionsOf } from './description';
import { gmail } from './scenarios/gmail';
import { granola } from './scenarios/granola';
import { monday } from './scenarios/monday';
import { outlook } from './scenarios/outlook';
import { type Scenario } from './scenarios/scenario';
import { slack } from './scenarios/slack';
import { zoom } from './scenarios/zoom';

/*
 * What our tools really send, and what the sandbox really answers, held against the platforms' own descriptions of their APIs. The
 * descriptions lie beside the project where they are to be had, and are data: without them there is nothing to compare.
 */

const SCENARIOS: Readonly<Record<string, Scenario>> = { gmail, granola, monday, outlook, slack, zoom };

/** Descriptions so old that their answers are advice: what breaches them is counted, not failed. */
const ANSWERS_ARE_ADVICE = ['slack.com'];

/** Operations a platform has and its description, made by somebody else or trimmed, leaves out. */
const NOT_DESCRIBED = [
  'https://public-api.granola.ai/v1/folders',
  'https://public-api.granola.ai/v1/webhook-endpoints',
];
const isLeftOut = (url: string): boolean => NOT_DESCRIBED.some((known) => url === known || url.startsWith(`${known}/`));

const TOKEN_ENDPOINTS = connectors.flatMap(({ auth }) => (auth.kind === 'oauth2' ? [auth.token] : []));

interface Pair {
  /** The tool during whose call it was sent; undefined for what the kernel sent by itself. */
  tool: string | undefined;
  url: string;
  operation: string | undefined;
  request: string[];
  answer: string[] | undefined;
}

const descriptions = await descriptionsOf(env.SPECS);
/** Those of the API an address is of. The token endpoints are RFC 6749's and younger than some descriptions. */
const describing = (url: string): Description[] =>
  TOKEN_ENDPOINTS.includes(url) || isLeftOut(url.split('?', 1)[0] ?? '')
    ? []
    : descriptions.filter(({ base }) => url === base || url.startsWith(`${base}/`));

const hostOf = (url: string): string => new URL(url).host;

/** `{sandbox}/HOST/PATH` is `https://HOST/PATH`. */
function originally(request: Request): Request {
  const { pathname, search } = new URL(request.url);
  return new Request(`https:/${pathname}${search}`, request);
}

async function compared(tool: string | undefined, sent: Request, answer: Response): Promise<Pair | undefined> {
  const request = originally(sent);
  const url = request.url;
  const candidates = describing(url);
  if (candidates.length === 0) return undefined;
  for (const description of candidates) {
    const found = await description.request(request);
    if (found === undefined) continue;
    const { operation, breaches } = found;
    return { tool, url, operation, request: breaches, answer: await description.answer(request, answer) };
  }
  return { tool, url, operation: undefined, request: ['the description knows no such operation'], answer: undefined };
}

const known = connectors.filter(({ origins }) => descriptions.some(({ base }) => hostOf(base) === hostOf(origins.api)));
const title = (id: string): string =>
  known.some((connector) => connector.id === id) ? id : `${id} (no description lies beside the project)`;

describe.each(connectors.map((connector) => [title(connector.id), connector] as const))('%s', (_, connector) => {
  const isKnown = known.includes(connector);
  const scenario = SCENARIOS[connector.id];
  const pairs: Pair[] = [];
  const answered = new Set<string>();
  const leftOut = new Set<string | undefined>();
  let client: Client;

  beforeAll(async () => {
    if (scenario === undefined) return;
    await control('limits', { enabled: false });
    let tool: string | undefined;
    const stop = watch(async (request, answer) => {
      const during = tool;
      const pair = await compared(during, request, answer);
      if (pair !== undefined) pairs.push(pair);
      if (isLeftOut(`https:/${new URL(request.url).pathname}`)) leftOut.add(during);
    });
    await (await signIn()).connect(connector.id);
    client = await mcp(
      connector.id,
      await accessToken(...allScopes.filter((scope) => scope.startsWith(`${connector.id}:`))),
    );
    await scenario(async <T>(name: string, args: Record<string, unknown> = {}) => {
      tool = name;
      const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
      const answer = await callTool(client, name, given);
      tool = undefined;
      if (!answer.ok) throw new Error(`${name} ${JSON.stringify(given)}: ${answer.text}`);
      answered.add(name);
      return answer.value as T;
    });
    stop();
  }, 120_000);

  test.runIf(isKnown)('has a scenario to compare: test/contract/scenarios', () => {
    expect(scenario).toBeDefined();
  });

  test.skipIf(scenario === undefined)('every tool answered', () => {
    expect([...answered].sort()).toEqual(connector.tools.map(({ name }) => name).sort());
  });

  test.skipIf(scenario === undefined)('a client is told of the tools as they stand in the table', async () => {
    onTestFinished(() => client.close());
    const { tools } = await client.listTools();
    expect(tools).toEqual([...tableOf(serverOf(connector), false).tools.values()].map(({ listing }) => listing));
  });

  test.runIf(isKnown)('every tool sent a request that was compared', () => {
    const sent = new Set([...pairs.map(({ tool }) => tool), ...leftOut]);
    expect(connector.tools.map(({ name }) => name).filter((name) => !sent.has(name))).toEqual([]);
  });

  test.runIf(isKnown)('every request is as described', () => {
    expect(pairs.filter(({ request }) => request.length > 0)).toEqual([]);
  });

  test.runIf(isKnown)('every answer of the sandbox is as described', () => {
    const described = pairs.flatMap(({ answer, ...rest }) => (answer === undefined ? [] : [{ ...rest, answer }]));
    const differing = described.filter(({ answer }) => answer.length > 0);
    expect(described.length).toBeGreaterThan(0);
    if (!ANSWERS_ARE_ADVICE.includes(hostOf(connector.origins.api))) return expect(differing).toEqual([]);
    const which = differing.map(({ operation, answer }) => `\n  ${operation}: ${answer[0]}`).join('');
    console.log(
      `${connector.id}: ${differing.length} of ${described.length} answers differ from an old description${which}`,
    );
  });
});
