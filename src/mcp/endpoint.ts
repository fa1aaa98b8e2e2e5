import { insufficientScope, type OAuthResourceContext, OAuthResourceServer } from '@cloudflare/workers-oauth-provider';
import { createMcpHandler } from 'agents/mcp/server';
import { resourceOf } from '../auth/authorization-server';
import { validateBearer } from '../auth/bearer';
import { log } from '../core/log';
import { hasScopes, type Principal, scopeAllowedForRole } from '../core/principal';
import { problem } from '../core/problem';
import { type Env, settings } from '../env';
import { readRpcBody } from './body';
import { rpcCall, type ServedEndpoint } from './served-endpoint';

type Context = OAuthResourceContext<Principal>;
type Routes = (pathname: string) => ServedEndpoint | undefined;
type ServeMcp = (request: Request, env: Env, context: ExecutionContext) => Promise<Response>;

/** Everything below `/mcp`, by the routes given: the token first, then the body, the scopes, and the protocol. */
export function mcpEndpoint(routes: Routes): ServeMcp {
  let resource: { id: string; server: OAuthResourceServer<Env, Principal> } | undefined;
  const handlers = new Map<string, Serve>();
  return async (request, env, context) => {
    const id = resourceOf(env);
    if (resource?.id !== id) resource = { id, server: resourceServer(env, id, routes, handlers) };
    const { pathname } = new URL(request.url);
    const endpoint = routes(pathname);
    if (pathname.startsWith('/mcp') && endpoint === undefined) return noSuchServer();
    const response = await resource.server.fetch(request, env, context);
    return response.status === 401 && endpoint !== undefined ? refused(response, endpoint) : response;
  };
}

const noSuchServer = (): Response => problem(404, 'No such server. The console lists what is served.');

function resourceServer(
  env: Env,
  id: string,
  routes: Routes,
  handlers: Map<string, Serve>,
): OAuthResourceServer<Env, Principal> {
  return new OAuthResourceServer<Env, Principal>({
    resourceMetadata: { resource: id, authorization_servers: [settings(env).publicUrl], resource_name: 'Seneschal' },
    validateToken: (bindings) => async (audience, token) =>
      (await validateBearer(bindings, audience, token, { remember: true })) ?? null,
    handler: { fetch: (request, bindings, context: Context) => serve(request, bindings, context, routes, handlers) },
  });
}

/**
 * A 401 that says what to do. Its challenge names what a client of this endpoint needs, so that it asks for that and no more.
 */
function refused(response: Response, { challenge: scopes }: ServedEndpoint): Response {
  const told = problem(
    401,
    'Sign in with OAuth as the challenge says, or send a personal access token as a bearer token.',
  );
  for (const [name, value] of response.headers) if (name !== 'content-type') told.headers.set(name, value);
  const challenge = response.headers.get('www-authenticate');
  if (challenge !== null && scopes.length > 0 && !/\bscope=/.test(challenge)) {
    told.headers.set('www-authenticate', `${challenge}, scope="${scopes.join(' ')}"`);
  }
  return told;
}

async function serve(
  request: Request,
  env: Env,
  context: Context,
  routes: Routes,
  handlers: Map<string, Serve>,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  const endpoint = routes(pathname);
  if (endpoint === undefined) return noSuchServer();
  let handler = handlers.get(pathname);
  if (handler === undefined) {
    handler = makeHandler(pathname, endpoint, env);
    handlers.set(pathname, handler);
  }
  if (request.method !== 'POST') return handler(request, undefined);
  const read = await readRpcBody(request);
  if ('refusal' in read) return read.refusal;
  const call = rpcCall(read.body);
  const needed = endpoint.needed(call);
  if (!hasScopes(context.props, needed)) {
    const { role } = context.props;
    // No sign-in could grant it: a challenge would send the client round in circles.
    if (!needed.every((scope) => scopeAllowedForRole(scope, role))) {
      return problem(403, `The role ${role} does not include this. Ask an admin of the workspace for another role.`);
    }
    // A client treats the list as complete: what it has and what it needs.
    return insufficientScope(
      context.auth,
      [...new Set([...context.props.scopes, ...needed])],
      'This call needs a scope that was not granted.',
    );
  }
  const principal = endpoint.writes(call) ? await freshPrincipal(env, context) : context.props;
  if (principal === undefined) return invalidToken(env);
  return handler(request, { principal, body: read.body, context });
}

interface Call {
  principal: Principal;
  body: unknown;
  context: Context;
}
type Serve = (request: Request, call: Call | undefined) => Promise<Response>;

/** The protocol handler of a route, made once. The principal travels beside the request, never in it. */
function makeHandler(route: string, endpoint: ServedEndpoint, env: Env): Serve {
  const { hostname } = new URL(settings(env).publicUrl);
  const calls = new WeakMap<object, Call>();
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const call = calls.get(authInfo?.extra ?? {});
      if (call === undefined) throw new Error('a request reached the MCP server without a principal');
      return endpoint.make({ env, principal: call.principal, waitUntil: (work) => call.context.waitUntil(work) });
    },
    {
      route,
      corsOptions: { origin: settings(env).publicUrl },
      allowedHostnames: [hostname],
      allowedOriginHostnames: [hostname],
      onerror: (error) => log('warn', 'the MCP handler reported an error', { error: error.message }),
    },
  );
  return (request, call) => {
    if (call === undefined) return handler.fetch(request);
    const extra = { props: call.principal };
    calls.set(extra, call);
    const { clientId = '', scope } = call.context.auth;
    return handler.fetch(request, { authInfo: { token: '', clientId, scopes: scope, extra }, parsedBody: call.body });
  };
}

/** A write never rests on a remembered token. */
async function freshPrincipal(env: Env, context: Context): Promise<Principal | undefined> {
  const { audience, token } = context.auth;
  return (await validateBearer(env, audience, token, { remember: false }))?.props;
}

function invalidToken(env: Env): Response {
  const response = problem(401, 'The token is no longer valid. Sign in again.');
  const metadata = `${settings(env).publicUrl}/.well-known/oauth-protected-resource/mcp`;
  response.headers.set('www-authenticate', `Bearer error="invalid_token", resource_metadata="${metadata}"`);
  return response;
}
