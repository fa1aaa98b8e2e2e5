import { describe, expect, test } from 'vitest';
import { type Connector } from '../../src/core/define-connector';
import { serverOf } from '../../src/core/define-server';
import { type Tool } from '../../src/core/define-tool';
import { SeneschalError } from '../../src/core/errors';
import { path } from '../../src/core/path';
import { type PlatformCall } from '../../src/core/platform-call';
import { serveTool } from '../../src/mcp/table';
import { connectors } from '../../src/registry';
import { sampleArgs } from '../support/samples';
import { handle } from '../support/tool';
import { propertiesOf } from './rules';

/** What a model, or whoever wrote what it read, might put where an id belongs. */
const HOSTILE = [
  '..',
  '.',
  '../',
  '../../users/me',
  '..%2f..%2fusers%2fme',
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fusers',
  '%252e%252e%252f',
  '..\\..\\users',
  '..;/users',
  'x/../../y',
  '/',
  '//',
  '//evil.example/x',
  '\\\\evil.example\\x',
  'https://evil.example/x',
  '@evil.example/x',
  ':80@evil.example',
  '?x=1',
  'x?admin=true&y=',
  'x&admin=true',
  '#',
  'x#y',
  'x;y=1',
  '\u0000',
  'x\u0000y',
  'x\r\nx-injected: 1',
  'x\ty',
  '\u202e../x',
  '\u2024\u2024/x',
  '\uff0e\uff0e\uff0fx',
  'é/../x',
  ' ',
  'x y',
  '*',
  '{id}',
  '${id}',
  "' OR '1'='1",
  '"><script>',
];

class Sent extends Error {}

/** The calls a tool would make, up to the first: nothing answers. Undefined where it refused the arguments. */
async function callsOf(connector: Connector, tool: Tool, args: unknown): Promise<PlatformCall[] | undefined> {
  const calls: PlatformCall[] = [];
  try {
    await handle(connector, tool, args, (call) => {
      calls.push(call);
      throw new Sent();
    });
  } catch (error) {
    if (error instanceof SeneschalError && error.kind === 'invalid_request') return undefined;
    if (!(error instanceof Sent)) throw error;
  }
  return calls;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Does a call, once it is an address, stand where its template says, with nothing added, at a limit that exists? */
function breachesOf(connector: Connector, call: PlatformCall): string[] {
  const breaches: string[] = [];
  const base = connector.origins[call.origin ?? 'api'];
  if (base === undefined) return [`no origin is called ${call.origin}`];
  if (!(call.limitClass === undefined || call.limitClass in connector.limits))
    breaches.push(`no limit is called ${call.limitClass}`);
  const url = new URL(base + call.path.value);
  const template = call.path.template.split('{}').map(escaped).join('[^/]+');
  const place = new RegExp(`^${escaped(new URL(base).pathname.replace(/\/$/, ''))}${template}$`);
  if (url.origin !== new URL(base).origin || url.username !== '' || url.password !== '')
    breaches.push(`left its host: ${url.href}`);
  if (!place.test(url.pathname)) breaches.push(`left its place: ${url.pathname} is not below ${call.path.template}`);
  if (url.search !== '' || url.hash !== '') breaches.push(`began a query or fragment: ${url.href}`);
  for (const [name, value] of Object.entries(call.headers ?? {})) {
    if (/[^\x20-\x7e]/.test(value)) breaches.push(`the header ${name} carries what was given`);
  }
  return breaches;
}

/** A field that takes text of the caller's making, and how a value stands in it. */
interface TextField {
  name: string;
  given: (value: string) => unknown;
}

function textFields(connector: Connector, tool: Tool): TextField[] {
  const fields = propertiesOf(serveTool(serverOf(connector), tool).listing.inputSchema);
  return Object.entries(fields).flatMap(([name, field]): TextField[] => {
    if (name === 'account') return [];
    const items = (field['items'] ?? {}) as Record<string, unknown>;
    if (field['type'] === 'string' && !('enum' in field)) return [{ name, given: (value: string) => value }];
    if (items['type'] === 'string' && !('enum' in items)) return [{ name, given: (value: string) => [value] }];
    return [];
  });
}

describe.each(connectors.map((connector) => [connector.id, connector] as const))('%s', (_, connector) => {
  test.each(connector.tools.map((tool) => [tool.name, tool] as const))(
    '%s with plausible arguments calls where it should',
    async (__, tool) => {
      const calls = await callsOf(connector, tool, sampleArgs(tool));
      for (const call of calls ?? []) expect(breachesOf(connector, call)).toEqual([]);
    },
  );

  const cases = connector.tools.flatMap((tool) =>
    textFields(connector, tool).map((field) => [`${tool.name}.${field.name}`, tool, field] as const),
  );
  test.each(cases)('%s stays in its place', async (__, tool, { name, given }) => {
    const breaches: string[] = [];
    for (const hostile of HOSTILE) {
      const args = { ...sampleArgs(tool, [name]), [name]: given(hostile) };
      for (const call of (await callsOf(connector, tool, args)) ?? []) {
        breaches.push(...breachesOf(connector, call).map((breach) => `${JSON.stringify(hostile)}: ${breach}`));
      }
    }
    expect(breaches).toEqual([]);
  });
});

test('the check itself finds what leaves its place', () => {
  const [connector] = connectors;
  if (connector === undefined) throw new Error('the registry is empty');
  const call = (value: string): PlatformCall => ({
    method: 'GET',
    effect: 'read',
    path: { ...path`/items/${'x'}`, value },
  });
  for (const value of [
    '/items/../users',
    '/items/%2e%2e/users',
    '/items/x/y',
    '/items/x?y=1',
    '/items/x#y',
    '/items/',
  ]) {
    expect(breachesOf(connector, call(value))).not.toEqual([]);
  }
  expect(breachesOf(connector, { ...call('/items/x'), headers: { 'x-id': 'a\r\nb' } })).not.toEqual([]);
  expect(breachesOf(connector, { ...call('/items/x'), limitClass: 'none' })).not.toEqual([]);
  expect(breachesOf(connector, call('/items/x%2F..'))).toEqual([]);
});
