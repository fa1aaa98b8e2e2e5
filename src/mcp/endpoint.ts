import { insufficientScope, OAuthResourceServer, type OAuthResourceContext } from '@cloudflare/workers-oauth-provider';
import { createMcpHandler } from 'agents/mcp/server';
import { resourceOf } from '../auth/authorization-server';
import { validateBearer, type ValidatedBearer } from '../auth/bearer';
import { log } from '../core/log';
import { hasScopes, type Principal } from '../core/principal';
import { problem } from '../core/problem';
import { type Env, settings } from '../env';
import { findServer } from '../registry';
import { readRpcBody } from './body';
import { makeServer } from './server';
import { type ServedTable, scopesOf, tableOf } from './table';

type Context = OAuthResourceContext<Principal>;

/** `/mcp/{server}` and `/mcp/{server}/readonly`: which table is meant. */
function tableFor(pathname: string): ServedTable | undefined {
  const match = /^\/mcp\/([a-z0-9_]+)(\/readonly)?$/.exec(pathname);
  const server = findServer(match?.[1] ?? '');
  return server === undefined ? undefined : tableOf(server, match?.[2] !== undefined);
}

let resource: { id: string; server: OAuthResourceServer<Env, Principal> } | undefined;

/** Everything below `/mcp`: the token first, then the endpoint. */
export async function serveMcp(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
  const id = resourceOf(env);
  if (resource?.id !== id) resource = { id, server: resourceServer(env, id) };
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/mcp/') && tableFor(pathname) === undefined) return problem(404, 'No such server. The console lists what is served.');
  const response = await resource.server.fetch(request, env, context);
  return response.status === 401 ? withScope(response, pathname) : response;
}

function resourceServer(env: Env, id: string): OAuthResourceServer<Env, Principal> {
  return new OAuthResourceServer<Env, Principal>({
    resourceMetadata: { resource: id, authorization_servers: [settings(env).publicUrl], resource_name: 'Seneschal' },
    validateToken: (bindings) => async (audience, token) => (await validateBearer(bindings, audience, token, { remember: true })) ?? null,
    handler: { fetch: endpoint },
  });
}

/** Names in the challenge what a client of this endpoint needs, so that it asks for that and no more. */
function withScope(response: Response, pathname: string): Response {
  const challenge = response.headers.get('www-authenticate');
  const table = tableFor(pathname);
  if (challenge === null || table === undefined || /\bscope=/.test(challenge)) return response;
  const headers = new Headers(response.headers);
  headers.set('www-authenticate', `${challenge}, scope="${scopesOf(table).join(' ')}"`);
  return new Response(response.body, { status: 401, headers });
}

async function endpoint(request: Request, env: Env, context: Context): Promise<Response> {
  const { pathname } = new URL(request.url);
  const table = tableFor(pathname);
  if (table === undefined) return problem(404, 'No such server. The console lists what is served.');
  const handler = handlerFor(pathname, table, env);
  if (request.method !== 'POST') return handler(request, undefined);
  const read = await readRpcBody(request);
  if ('refusal' in read) return read.refusal;
  const needed = neededScopes(table, read.body);
  if (!hasScopes(context.props, needed)) {
    // A client treats the list as complete: what it has and what it needs.
    return insufficientScope(context.auth, [...new Set([...context.props.scopes, ...needed])], 'This call needs a scope that was not granted.');
  }
  const principal = writes(table, read.body) ? await freshPrincipal(env, context) : context.props;
  if (principal === undefined) return invalidToken(env);
  return handler(request, { principal, body: read.body, context });
}

function invalidToken(env: Env): Response {
  const response = problem(401, 'The token is no longer valid. Sign in again.');
  const metadata = `${settings(env).publicUrl}/.well-known/oauth-protected-resource/mcp`;
  response.headers.set('www-authenticate', `Bearer error="invalid_token", resource_metadata="${metadata}"`);
  return response;
}

type Serve = (request: Request, call: { principal: Principal; body: unknown; context: Context } | undefined) => Promise<Response>;
const handlers = new Map<string, Serve>();

function handlerFor(route: string, table: ServedTable, env: Env): Serve {
  let serve = handlers.get(route);
  if (serve === undefined) {
    const { hostname } = new URL(settings(env).publicUrl);
    const scopes = new WeakMap<object, { principal: Principal; context: Context }>();
    const handler = createMcpHandler(
      ({ authInfo }) => {
        const call = scopes.get(authInfo?.extra ?? {});
        if (call === undefined) throw new Error('a request reached the MCP server without a principal');
        return makeServer(table, { env, principal: call.principal, waitUntil: (work) => call.context.waitUntil(work) });
      },
      {
        route,
        corsOptions: { origin: settings(env).publicUrl },
        allowedHostnames: [hostname],
        allowedOriginHostnames: [hostname],
        onerror: (error) => log('warn', 'the MCP handler reported an error', { error: error.message }),
      },
    );
    serve = (request, call) => {
      if (call === undefined) return handler.fetch(request);
      const { auth } = call.context;
      const extra = { props: call.principal };
      scopes.set(extra, call);
      const authInfo = { token: '', clientId: auth.clientId ?? '', scopes: auth.scope, extra };
      return handler.fetch(request, { authInfo, parsedBody: call.body });
    };
    handlers.set(route, serve);
  }
  return serve;
}

const calledTool = (table: ServedTable, body: unknown) => {
  const { method, params } = (body ?? {}) as { method?: unknown; params?: { name?: unknown } };
  return method === 'tools/call' && typeof params?.name === 'string' ? table.tools.get(params.name) : undefined;
};

/** What the request needs to be served at all: the called tool's scopes, or any of the server's. */
function neededScopes(table: ServedTable, body: unknown): readonly string[] {
  return calledTool(table, body)?.tool.scopes ?? scopesOf({ server: table.server, readonly: true });
}

const writes = (table: ServedTable, body: unknown): boolean => {
  if (Array.isArray(body)) return true;
  const called = calledTool(table, body);
  return called !== undefined && called.tool.effect !== 'read';
};

/** A write never rests on a remembered token. */
async function freshPrincipal(env: Env, context: Context): Promise<Principal | undefined> {
  const { audience, token } = context.auth;
  const valid: ValidatedBearer | undefined = await validateBearer(env, audience, token, { remember: false });
  return valid?.props;
}
