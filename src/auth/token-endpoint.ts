import { decodeUtf8, readBytes, TooLarge } from '../core/body';
import { type Env } from '../env';
import { authorizationServer } from './authorization-server';
import { forgetBearers } from './bearer';
import { namesForbiddenClient } from './client-address';

const MAX_BODY = 64 * 1024;

/**
 * The token endpoint. Redeeming a code and refreshing go through the grant's gate, one at a time; everything else is the library's.
 * A handle of the library is `{user}:{grant}:{secret}`: the first two parts name the gate.
 */
export async function tokenEndpoint(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
  if (request.method !== 'POST') return authorizationServer(env).fetch(request, env, context);
  let body: string;
  try {
    body = decodeUtf8(await readBytes(request, MAX_BODY));
  } catch (error) {
    return readableFor(request, refusal(error instanceof TooLarge ? 413 : 400, 'invalid_request'));
  }
  const form = new URLSearchParams(body);
  const authorization = request.headers.get('authorization');
  if (namesForbiddenClient(form, authorization)) {
    const refusal = Response.json(
      { error: 'invalid_client' },
      { status: 401, headers: { 'cache-control': 'no-store' } },
    );
    return readableFor(request, refusal);
  }
  const exchange = isForm(request) ? exchangeOf(form) : undefined;
  if (exchange === undefined) {
    const same = new Request(request.url, { method: 'POST', headers: request.headers, body });
    const response = await authorizationServer(env).fetch(same, env, context);
    // A revocation: what this isolate remembers of tokens is no longer sure.
    if (form.has('token')) forgetBearers();
    return response;
  }
  const { kind, secret, gate } = exchange;
  const answer = await env.OAUTH_GATE.getByName(gate).exchange(kind, secret, { body, authorization });
  if (answer.status !== 200) forgetBearers();
  return readableFor(
    request,
    new Response(answer.body, { status: answer.status, headers: new Headers(answer.headers) }),
  );
}

const refusal = (status: number, error: string): Response =>
  Response.json({ error }, { status, headers: { 'cache-control': 'no-store' } });

/** A request that spends a handle, and the gate it has to pass. */
function exchangeOf(form: URLSearchParams): { kind: 'code' | 'refresh'; secret: string; gate: string } | undefined {
  const kinds: Readonly<Record<string, 'code' | 'refresh'>> = { authorization_code: 'code', refresh_token: 'refresh' };
  const kind = kinds[form.get('grant_type') ?? ''];
  const secret = kind === undefined ? null : form.get(kind === 'code' ? 'code' : 'refresh_token');
  const gate = /^([^:]{1,100}:[^:]{1,100}):[^:]{1,200}$/.exec(secret ?? '')?.[1];
  const repeated = ['grant_type', 'code', 'refresh_token'].some((name) => form.getAll(name).length > 1);
  return kind === undefined || secret === null || gate === undefined || repeated ? undefined : { kind, secret, gate };
}

const isForm = (request: Request): boolean =>
  (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ===
  'application/x-www-form-urlencoded';

/** A client in a browser may read the answer, as the library lets it read its own: nothing here rests on cookies. */
function readableFor(request: Request, response: Response): Response {
  const origin = request.headers.get('origin');
  if (origin === null) return response;
  response.headers.set('access-control-allow-origin', origin);
  response.headers.append('vary', 'Origin');
  return response;
}
