import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type ServerDefinition } from '../core/define-server';
import { type Effect, type Tool } from '../core/define-tool';
import { notFound, SeneschalError } from '../core/errors';
import { hasScopes, type Principal } from '../core/principal';
import { UNTRUSTED_NOTICE } from '../core/untrusted';
import { allServers } from '../registry';
import { type CallScope, callTool, parseInput, toErrorResult } from './pipeline';
import { rank } from './search';
import { addPrompts, addResources } from './server';
import { type ServedEndpoint } from './served-endpoint';
import { type ServedTool, serveTool, tableOf } from './table';

/*
 * Everything through four tools: a model's list stays short however many servers there are. Reads and writes have an executor each, so
 * that a host can approve the second separately and the annotations stay honest.
 */

const toolParam = z
  .string()
  .regex(/^[a-z0-9_]{1,40}\.[a-z0-9_]{1,40}$/, 'must be {server}.{tool}, as search_tools answers it')
  .describe('Full name, such as slack.list_channels.');
const argumentsParam = z
  .record(z.string().max(100), z.unknown())
  .default({})
  .describe('The tool’s arguments, by its input schema.');
const called = z.object({
  tool: z.string(),
  result: z.record(z.string(), z.unknown()).describe('The tool’s own result.'),
});

const searchInput = z.strictObject({
  query: z.string().trim().min(1).max(200).describe('What you want to do, in a few words.'),
  server: z.string().max(40).optional().describe('Only tools of this server.'),
  limit: z.int().min(1).max(50).default(10).describe('How many tools to return at most.'),
});
const searchOutput = z.object({
  items: z.array(
    z.object({
      tool: z.string(),
      title: z.string(),
      summary: z.string(),
      effect: z.enum(['read', 'write', 'destructive']),
      granted: z.boolean().describe('Does your sign-in include its scope? If not, calling it asks for it.'),
    }),
  ),
});
const describeInput = z.strictObject({ tool: toolParam });
const describeOutput = z.object({
  tool: z.string(),
  title: z.string(),
  description: z.string(),
  effect: z.enum(['read', 'write', 'destructive']),
  callWith: z.enum(['call_read_tool', 'call_write_tool']),
  inputSchema: z.record(z.string(), z.unknown()),
});
const callInput = z.strictObject({ tool: toolParam, arguments: argumentsParam });

type Run = (scope: CallScope, input: never, context: ServerContext) => Promise<CallToolResult | InputRequiredResult>;
interface GatewayTool {
  served: ServedTool;
  run: Run;
}

const definition: ServerDefinition = {
  id: 'gateway',
  title: 'Everything',
  description:
    'All the tools of this company’s Seneschal. Find one with search_tools, read its arguments with describe_tool, then call it: reads with call_read_tool, everything else with call_write_tool.',
  category: 'Gateway',
  tools: [],
  prompts: [],
};

function gatewayTool(
  options: {
    name: string;
    title: string;
    description: string;
    input: z.ZodObject;
    output: z.ZodObject;
    effect: Effect;
  },
  run: Run,
): GatewayTool {
  const { effect } = options;
  const reads = effect === 'read';
  const hints = { readOnlyHint: reads, destructiveHint: !reads, idempotentHint: reads, openWorldHint: true };
  const tool: Tool = {
    ...options,
    hints,
    scopes: [],
    handler: () => Promise.reject(new Error('a gateway tool runs in the gateway')),
  };
  return { served: serveTool(definition, tool), run };
}

const GATEWAY_TOOLS: readonly GatewayTool[] = [
  gatewayTool(
    {
      name: 'search_tools',
      title: 'Search tools',
      description:
        'Find tools by what you want to do. Answers their full names; read one with describe_tool before calling it.',
      input: searchInput,
      output: searchOutput,
      effect: 'read',
    },
    async ({ principal }, input: z.output<typeof searchInput>) => answer(search(principal, input)),
  ),
  gatewayTool(
    {
      name: 'describe_tool',
      title: 'Describe a tool',
      description: 'Get a tool’s description and the JSON Schema of its arguments.',
      input: describeInput,
      output: describeOutput,
      effect: 'read',
    },
    async (_scope, { tool }: z.output<typeof describeInput>) => answer(describe(tool)),
  ),
  gatewayTool(
    {
      name: 'call_read_tool',
      title: 'Call a tool that reads',
      description:
        'Call a tool whose effect is read. Anything that changes something is refused here: use call_write_tool.',
      input: callInput,
      output: called,
      effect: 'read',
    },
    (scope, input: z.output<typeof callInput>, context) => call(scope, input, context, true),
  ),
  gatewayTool(
    {
      name: 'call_write_tool',
      title: 'Call a tool that changes something',
      description:
        'Call a tool whose effect is write or destructive. Say to the person what will happen before you call it.',
      input: callInput,
      output: called,
      effect: 'destructive',
    },
    (scope, input: z.output<typeof callInput>, context) => call(scope, input, context, false),
  ),
];

/** The gateway's endpoint; read-only without the executor of writes. */
export function gateway(readonly: boolean): ServedEndpoint {
  const tools = new Map(
    GATEWAY_TOOLS.filter(({ served }) => !readonly || served.tool.effect === 'read').map((tool) => [
      tool.served.tool.name,
      tool,
    ]),
  );
  const listing = [...tools.values()].map(({ served }) => served.listing);
  const target = (args: Readonly<Record<string, unknown>>) =>
    find(typeof args['tool'] === 'string' ? args['tool'] : '');
  return {
    challenge: [],
    needed: ({ tool, args }) => (tool?.startsWith('call_') === true ? (target(args)?.tool.scopes ?? []) : []),
    writes: ({ tool, batch }) => batch || tool === 'call_write_tool',
    make: (scope) => {
      const server = new Server(
        { name: 'seneschal', title: 'Seneschal', version: '0.1.0' },
        {
          capabilities: { tools: {}, prompts: {}, resources: {} },
          instructions: `${definition.description} ${UNTRUSTED_NOTICE}`,
          cacheHints: { 'tools/list': { ttlMs: 3_600_000, cacheScope: 'private' } },
        },
      );
      addPrompts(server, allServers, true);
      addResources(server, scope);
      server.setRequestHandler('tools/list', () => ({ tools: listing }));
      server.setRequestHandler('tools/call', async (request, context) => {
        const tool = tools.get(request.params.name);
        if (tool === undefined)
          throw new ProtocolError(
            ProtocolErrorCode.InvalidParams,
            'Unknown tool. This endpoint serves search_tools, describe_tool and the executors.',
          );
        try {
          return await tool.run(scope, parseInput(tool.served, request.params.arguments) as never, context);
        } catch (error) {
          return toErrorResult(tool.served, SeneschalError.from(error), context);
        }
      });
      return server;
    },
  };
}

const answer = (structuredContent: Record<string, unknown>): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(structuredContent) }],
  structuredContent,
});

function search(
  principal: Principal,
  { query, server, limit }: z.output<typeof searchInput>,
): z.output<typeof searchOutput> {
  const all = allServers
    .filter(({ id }) => server === undefined || id === server)
    .flatMap((of) =>
      of.tools.map((tool) => ({
        name: `${of.id}.${tool.name}`,
        text: `${of.title} ${of.category} ${tool.title} ${tool.description}`,
        tool,
      })),
    );
  const items = rank(query, all)
    .slice(0, limit)
    .map(({ name, tool }) => ({
      tool: name,
      title: tool.title,
      summary: tool.description.split(/(?<=\.)\s/, 1)[0] ?? '',
      effect: tool.effect,
      granted: hasScopes(principal, tool.scopes),
    }));
  return { items };
}

function find(fullName: string): ServedTool | undefined {
  const [id = '', name = ''] = fullName.split('.', 2);
  const server = allServers.find((candidate) => candidate.id === id);
  return server === undefined ? undefined : tableOf(server, false).tools.get(name);
}

function require(fullName: string): ServedTool {
  const served = find(fullName);
  if (served === undefined) throw notFound(`The tool ${fullName}`);
  return served;
}

function describe(fullName: string): z.output<typeof describeOutput> {
  const { tool, listing } = require(fullName);
  const callWith = tool.effect === 'read' ? 'call_read_tool' : 'call_write_tool';
  return {
    tool: fullName,
    title: tool.title,
    description: tool.description,
    effect: tool.effect,
    callWith,
    inputSchema: listing.inputSchema,
  };
}

async function call(
  scope: CallScope,
  input: z.output<typeof callInput>,
  context: ServerContext,
  reading: boolean,
): Promise<CallToolResult | InputRequiredResult> {
  const served = require(input.tool);
  if ((served.tool.effect === 'read') !== reading) {
    const executor = reading ? 'call_write_tool' : 'call_read_tool';
    throw new SeneschalError(
      'invalid_request',
      `${input.tool} ${reading ? 'changes something' : 'only reads'}: call it with ${executor}.`,
    );
  }
  const result = (await callTool(scope, served, input.arguments, context)) as CallToolResult;
  if (result.structuredContent === undefined) return result;
  return { ...result, structuredContent: { tool: input.tool, result: result.structuredContent } };
}
