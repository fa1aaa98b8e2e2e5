import { classify, toError } from '../../src/core/classify';
import { type Connector } from '../../src/core/define-connector';
import { serverOf } from '../../src/core/define-server';
import { type Tool, type ToolContext } from '../../src/core/define-tool';
import { type PlatformCall, type PlatformResponse } from '../../src/core/platform-call';
import { type SyncContext, type SyncPage, type SyncResource } from '../../src/core/sync';
import { parseInput } from '../../src/mcp/pipeline';
import { serveTool } from '../../src/mcp/table';

/** A recorded answer of the platform. */
export type Recorded = Partial<PlatformResponse> & { body: unknown };

export interface ToolRun {
  result: unknown;
  /** What the tool asked of the platform, in order: method, path or given URL, query, and body. */
  calls: {
    method: string;
    path: string;
    url?: string;
    query?: PlatformCall['query'];
    json?: unknown;
    form?: PlatformCall['form'];
  }[];
}

/**
 * Runs a tool against recorded answers, through the kernel's own input check, classification and output check: what comes back is
 * what a client would get, what is thrown is what it would be told.
 */
export async function runTool(connector: Connector, tool: Tool, args: unknown, answers: Recorded[]): Promise<ToolRun> {
  const { calls, request } = recorded(connector, answers);
  return { result: tool.output.parse(await handle(connector, tool, args, request)), calls };
}

/** Reads one page of a sync against recorded answers. */
export async function runPage(
  connector: Connector,
  resource: SyncResource,
  cursor: string | undefined,
  answers: Recorded[],
  context: Partial<SyncContext> = {},
): Promise<SyncPage & Pick<ToolRun, 'calls'>> {
  const { calls, request } = recorded(connector, answers);
  const account = { id: 'account', label: 'ada@example.com' };
  const given = { now: NOW, since: NOW - 90 * 86_400_000, account, memo: new Map<string, string>(), ...context };
  return { ...(await resource.page({ request }, cursor, given)), calls };
}

/** A platform that gives recorded answers, in order, and what was asked of it. */
function recorded(
  connector: Connector,
  answers: Recorded[],
): Pick<ToolRun, 'calls'> & { request: (call: PlatformCall) => Promise<PlatformResponse> } {
  const calls: ToolRun['calls'] = [];
  const waiting = [...answers];
  const request = async (call: PlatformCall): Promise<PlatformResponse> => {
    const { method, path, url, query, json, form } = call;
    calls.push({
      method,
      path: path.value,
      ...(url !== undefined && { url }),
      ...(query !== undefined && { query }),
      ...(json !== undefined && { json }),
      ...(form !== undefined && { form }),
    });
    const answer = waiting.shift();
    if (answer === undefined) throw new Error(`no answer was recorded for ${method} ${path.value}`);
    const response: PlatformResponse = { status: 200, headers: {}, ...answer };
    const classified = classify(connector, response, NOW);
    if (classified !== undefined)
      throw toError(connector, classified, { detail: '', now: NOW, connectUrl: 'http://localhost:8787/connect' });
    return response;
  };
  return { calls, request };
}

/** Checks the arguments as the kernel does and runs the handler, whose calls go to `request`. Answers the handler's bare result. */
export async function handle(
  connector: Connector,
  tool: Tool,
  args: unknown,
  request: (call: PlatformCall) => Promise<PlatformResponse>,
): Promise<unknown> {
  const input = parseInput(serveTool(serverOf(connector), tool), args);
  delete input['account'];
  const context: ToolContext = {
    principal: { workspaceId: 'ws_test', memberId: 'mem_test', role: 'owner', client: 'test', scopes: tool.scopes },
    integration: () => ({
      id: 'int_test',
      platform: connector.id,
      account: { id: 'account', label: 'ada@example.com' },
      request,
    }),
    workspace: () => {
      throw new Error('a connector’s tool asked for the workspace');
    },
    progress: async () => {},
    signal: new AbortController().signal,
    now: () => NOW,
  };
  return tool.handler(input as never, context);
}

export const NOW = Date.parse('2026-11-21T12:00:00Z');
