import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError, Server } from '@modelcontextprotocol/server';
import { readScope, type ServerDefinition } from '../core/define-server';
import { UNTRUSTED_NOTICE } from '../core/untrusted';
import { database } from '../db/client';
import { rowToView, usableIntegrations } from '../db/integrations';
import { findServer } from '../registry';
import { type CallScope, callTool } from './pipeline';
import { listedFor, type ServedTable } from './table';

const CACHE = { ttlMs: 60_000, cacheScope: 'private' } as const;
const RESOURCE_PREFIX = 'seneschal://integrations/';

/** A fresh MCP server for one request. Everything in it was computed before; it holds nothing of another request. */
export function makeServer(table: ServedTable, scope: CallScope): Server {
  const { server: definition } = table;
  const server = new Server(
    { name: `seneschal-${definition.id}`, title: `${definition.title} · Seneschal`, version: '0.1.0' },
    {
      capabilities: { tools: {}, prompts: {}, ...(definition.connector !== undefined && { resources: {} }) },
      instructions: `${definition.description} ${UNTRUSTED_NOTICE}`,
      cacheHints: { 'tools/list': CACHE, 'prompts/list': CACHE, 'server/discover': CACHE },
    },
  );
  server.setRequestHandler('tools/list', () => ({ tools: listedFor(table, scope.principal) }));
  server.setRequestHandler('tools/call', (request, context) => {
    const served = table.tools.get(request.params.name);
    if (served === undefined) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `Unknown tool. List the tools of ${definition.id} and use a name from there.`,
      );
    }
    return callTool(scope, served, request.params.arguments, context);
  });
  addPrompts(server, [definition], false);
  if (definition.connector !== undefined) addResources(server, scope, definition.id);
  return server;
}

/** The prompts of some servers; behind the gateway each under its server's name. */
export function addPrompts(server: Server, definitions: readonly ServerDefinition[], prefixed: boolean): void {
  const prompts = definitions.flatMap(({ id, prompts: own }) =>
    own.map((prompt) => ({ ...prompt, name: prefixed ? `${id}.${prompt.name}` : prompt.name })),
  );
  server.setRequestHandler('prompts/list', () => ({
    prompts: prompts.map(({ name, title, description, arguments: args }) => ({
      name,
      title,
      description,
      arguments: [...args],
    })),
  }));
  server.setRequestHandler('prompts/get', (request) => {
    const prompt = prompts.find(({ name }) => name === request.params.name);
    if (prompt === undefined)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Unknown prompt. List the prompts first.');
    const values = request.params.arguments ?? {};
    const missing = prompt.arguments.find(({ name, required }) => required && (values[name] ?? '') === '');
    if (missing !== undefined)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `The argument ${missing.name} is missing.`);
    const text = prompt.render(values).slice(0, 20_000);
    return {
      description: prompt.description,
      messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
    };
  });
}

/** Each connected integration is a resource: whose account, which state, how healthy. Of one platform, or of all. */
export function addResources(server: Server, scope: CallScope, platform?: string): void {
  const usable = async () => {
    const rows = await usableIntegrations(
      database(scope.env.DB),
      scope.principal,
      platform === undefined ? {} : { platform },
    );
    return rows.filter((row) => scope.principal.scopes.includes(readScope(row.platform)));
  };
  server.setRequestHandler('resources/list', async () => ({
    resources: (await usable()).map((row) => ({
      uri: RESOURCE_PREFIX + row.id,
      name: row.id,
      title: `${findServer(row.platform)?.title ?? row.platform}: ${row.accountLabel}`,
      description: `State ${row.state}, ${row.visibility}.`,
      mimeType: 'application/json',
    })),
  }));
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [] }));
  server.setRequestHandler('resources/read', async (request) => {
    const { uri } = request.params;
    const row = (await usable()).find(({ id }) => RESOURCE_PREFIX + id === uri);
    if (row === undefined) throw new ResourceNotFoundError(uri);
    return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(rowToView(row)) }] };
  });
}
