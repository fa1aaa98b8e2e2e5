/* What an MCP server on Workers costs that does nothing: the yardstick of the benchmark. */
import { McpServer } from '@modelcontextprotocol/server';
import { createMcpHandler } from 'agents/mcp/server';
import { z } from 'zod';

const input = z.object({ name: z.string() });

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'hello', version: '1.0.0' });
  server.registerTool('hello', { description: 'Says hello.', inputSchema: input }, ({ name }) => ({
    content: [{ type: 'text', text: `Hello, ${name}!` }],
  }));
  return server;
});

export default { fetch: (request) => handler.fetch(request) } satisfies ExportedHandler;
