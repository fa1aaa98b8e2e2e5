import {
  type CallToolResult,
  type InputRequiredResult,
  type ServerContext,
  acceptedContent,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  McpServer,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type ServedEndpoint } from '../../../src/mcp/served-endpoint';

/*
 * The tools, resources and prompts the official conformance suite asks a server under test to have. They exist in tests alone; everything
 * between the socket and them is what production runs.
 */

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const WAV = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAAAAA==';
const STATE_KEY = 'conformance-fixture-state-key-of-32-bytes';

const image = { type: 'image' as const, data: PNG, mimeType: 'image/png' };
const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const name = z.object({ name: z.string() });
const ask = (message: string, requestedSchema: z.ZodObject) => inputRequired.elicit({ message, requestedSchema });

let codec: ReturnType<typeof createRequestStateCodec> | undefined;
const states = () => (codec ??= createRequestStateCodec({ key: STATE_KEY, ttlSeconds: 600 }));

function contentTools(server: McpServer): void {
  server.registerTool('test_simple_text', { description: 'Text.' }, async () =>
    text('This is a simple text response for testing.'),
  );
  server.registerTool('test_image_content', { description: 'An image.' }, async () => ({ content: [image] }));
  server.registerTool('test_audio_content', { description: 'A sound.' }, async () => ({
    content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }],
  }));
  server.registerTool('test_embedded_resource', { description: 'A resource.' }, async () => ({
    content: [
      {
        type: 'resource',
        resource: {
          uri: 'test://embedded-resource',
          mimeType: 'text/plain',
          text: 'This is an embedded resource content.',
        },
      },
    ],
  }));
  server.registerTool('test_multiple_content_types', { description: 'Everything.' }, async () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      image,
      {
        type: 'resource',
        resource: {
          uri: 'test://mixed-content-resource',
          mimeType: 'application/json',
          text: '{"test":"data","value":123}',
        },
      },
    ],
  }));
  server.registerTool('test_error_handling', { description: 'Fails.' }, async () => ({
    ...text('This tool intentionally returns an error for testing'),
    isError: true,
  }));
  server.registerTool('test_tool_with_progress', { description: 'Progress.' }, async ({ mcpReq }) => {
    const { progressToken } = mcpReq._meta ?? {};
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
      }
      await pause(50);
    }
    return text('Done.');
  });
  for (const tool of ['test_tool_with_logging', 'test_logging_tool']) {
    server.registerTool(tool, { description: 'Logs.' }, async ({ mcpReq }) => {
      for (const message of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await mcpReq.log('info', message);
        await pause(50);
      }
      return text('Done.');
    });
  }
}

function inputTools(server: McpServer): void {
  const register = (tool: string, handler: (context: ServerContext) => Promise<CallToolResult | InputRequiredResult>) =>
    server.registerTool(tool, { description: 'Asks.' }, handler);
  register('test_input_required_result_elicitation', async ({ mcpReq }: Ctx) => {
    const given = acceptedContent(mcpReq.inputResponses, 'user_name', name);
    return given === undefined
      ? inputRequired({ inputRequests: { user_name: ask('What is your name?', name) } })
      : text(`Hello, ${given.name}!`);
  });
  register('test_input_required_result_sampling', async ({ mcpReq }: Ctx) => {
    const { kind } = inputResponse(mcpReq.inputResponses, 'capital_question');
    if (kind !== 'missing') return text('The question was answered.');
    return inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?', 100) } });
  });
  register('test_input_required_result_list_roots', async ({ mcpReq }: Ctx) => {
    const roots = mcpReq.inputResponses?.['client_roots'] as { roots?: { uri: string }[] } | undefined;
    if (roots?.roots === undefined)
      return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
    return text(`Roots: ${roots.roots.map(({ uri }) => uri).join(', ')}`);
  });
  for (const tool of ['test_input_required_result_request_state', 'test_input_required_result_tampered_state']) {
    register(tool, async ({ mcpReq }: Ctx) => {
      if (mcpReq.requestState() !== undefined && mcpReq.inputResponses !== undefined) return text('state-ok');
      const requestState = await states().mint({ round: 1 });
      return inputRequired({
        inputRequests: { confirm: ask('Please confirm', z.object({ ok: z.boolean() })) },
        requestState,
      });
    });
  }
  register('test_input_required_result_multiple_inputs', async ({ mcpReq }: Ctx) => {
    if (['user_name', 'greeting', 'client_roots'].every((key) => mcpReq.inputResponses?.[key] !== undefined))
      return text('All inputs arrived.');
    return inputRequired({
      inputRequests: {
        user_name: ask('What is your name?', name),
        greeting: sample('Generate a greeting', 50),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await states().mint({ round: 1 }),
    });
  });
  register('test_input_required_result_multi_round', async ({ mcpReq }: Ctx) => {
    const state = mcpReq.requestState<{ round: number }>();
    if (state?.round === 2 && mcpReq.inputResponses?.['step2'] !== undefined) return text('Both steps are done.');
    if (state?.round === 1 && mcpReq.inputResponses?.['step1'] !== undefined) {
      const color = z.object({ color: z.string() });
      return inputRequired({
        inputRequests: { step2: ask('Step 2: What is your favorite color?', color) },
        requestState: await states().mint({ round: 2 }),
      });
    }
    return inputRequired({
      inputRequests: { step1: ask('Step 1: What is your name?', name) },
      requestState: await states().mint({ round: 1 }),
    });
  });
  register('test_input_required_result_capabilities', async ({ mcpReq }: Ctx) => {
    const envelope = (mcpReq.envelope ?? {}) as Record<string, unknown>;
    const able = (envelope['io.modelcontextprotocol/clientCapabilities'] ?? {}) as {
      sampling?: object;
      elicitation?: object;
    };
    if (mcpReq.inputResponses !== undefined) return text('Done.');
    return inputRequired({
      inputRequests: {
        ...(able.elicitation !== undefined && { user_name: ask('What is your name?', name) }),
        ...(able.sampling !== undefined && { greeting: sample('Generate a greeting', 50) }),
      },
    });
  });
  register('test_streaming_elicitation', async ({ mcpReq }) => {
    const given = acceptedContent(mcpReq.inputResponses, 'user_name', name);
    if (given !== undefined) return text(`Hello, ${given.name}!`);
    return inputRequired({ inputRequests: { user_name: ask('What is your name?', name) } });
  });
  register('test_missing_capability', async () =>
    inputRequired({ inputRequests: { greeting: sample('Generate a greeting', 50) } }),
  );
}

type Ctx = ServerContext;

const sample = (question: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: question } }], maxTokens });

function resources(server: McpServer): void {
  const texts: Record<string, string> = {
    'test://static-text': 'This is the content of the static text resource.',
    'test://watched-resource': 'This resource is watched.',
  };
  for (const [uri, value] of Object.entries(texts)) {
    server.registerResource(uri.slice(7), uri, { description: 'Text.', mimeType: 'text/plain' }, async () => ({
      contents: [{ uri, mimeType: 'text/plain', text: value }],
    }));
  }
  server.registerResource(
    'static-binary',
    'test://static-binary',
    { description: 'An image.', mimeType: 'image/png' },
    async () => ({
      contents: [{ uri: 'test://static-binary', mimeType: 'image/png', blob: PNG }],
    }),
  );
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource(
    'template',
    template,
    { description: 'By id.', mimeType: 'application/json' },
    async (uri, { id }) => ({
      contents: [
        {
          uri: uri.href,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  );
}

function prompts(server: McpServer): void {
  const user = (content: object) => ({ role: 'user' as const, content: content as { type: 'text'; text: string } });
  const say = (value: string) => user({ type: 'text', text: value });
  server.registerPrompt('test_simple_prompt', { description: 'Simple.' }, async () => ({
    messages: [say('This is a simple prompt for testing.')],
  }));
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'Arguments.', argsSchema: z.object({ arg1: z.string(), arg2: z.string() }) },
    async ({ arg1, arg2 }) => ({
      messages: [say(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
    }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'A resource.', argsSchema: z.object({ resourceUri: z.string() }) },
    async ({ resourceUri }) => ({
      messages: [
        user({
          type: 'resource',
          resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
        }),
        say('Please process the embedded resource above.'),
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'An image.' }, async () => ({
    messages: [user(image), say('Please analyze the image above.')],
  }));
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks.' }, (async ({ mcpReq }: Ctx) => {
    const context = z.object({ context: z.string() });
    const given = acceptedContent(mcpReq.inputResponses, 'user_context', context);
    if (given === undefined)
      return inputRequired({ inputRequests: { user_context: ask('What context should the prompt use?', context) } });
    return { messages: [say(`Context: ${given.context}`)] };
  }) as never);
}

/** The endpoint of the fixtures: any valid token may use it. */
export const fixtures: ServedEndpoint = {
  challenge: [],
  needed: () => [],
  writes: () => false,
  make: () => {
    const server = new McpServer(
      { name: 'conformance', version: '1.0.0' },
      {
        capabilities: { tools: {}, resources: { subscribe: true }, prompts: {}, logging: {}, completions: {} },
        requestState: { verify: (state, context) => states().verify(state, context) },
        inputRequired: { legacyShim: false },
      },
    );
    contentTools(server);
    inputTools(server);
    resources(server);
    prompts(server);
    server.server.setRequestHandler('completion/complete', () => ({
      completion: { values: [], total: 0, hasMore: false },
    }));
    server.server.setRequestHandler('resources/subscribe', () => ({}));
    server.server.setRequestHandler('resources/unsubscribe', () => ({}));
    return server.server;
  },
};
