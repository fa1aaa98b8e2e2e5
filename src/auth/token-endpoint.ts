import { isForbiddenUrl } from '../core/url-guard';
import { problem } from '../core/problem';
import { type Env } from '../env';
import { authorizationServer } from './authorization-server';
import { forgetBearers } from './bearer';

const MAX_BODY = 64 * 1024;

/**
 * The token endpoint. Redeeming a code and refreshing go through the grant's gate, one at a time; everything else is the library's.
 * A handle of the library is `{user}:{grant}:{secret}`: the first two parts name the gate.
 */
export async function tokenEndpoint(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
  if (request.method !== 'POST') return authorizationServer(env).fetch(request, env, context);
  const bytes = new Uint8Array(await request.clone().arrayBuffer());
  if (bytes.byteLength > MAX_BODY) return problem(413, 'A token request is small; this one is not.');
  const body = new TextDecoder().decode(bytes);
  const form = new URLSearchParams(body);
  if (/^https?:/i.test(form.get('client_id') ?? '') && isForbiddenUrl(form.get('client_id') ?? '')) {
    return Response.json({ error: 'invalid_client' }, { status: 401, headers: { 'cache-control': 'no-store' } });
  }
  const kind = form.get('grant_type') === 'authorization_code' ? 'code' : form.get('grant_type') === 'refresh_token' ? 'refresh' : undefined;
  const secret = kind === 'code' ? form.get('code') : form.get('refresh_token');
  const gate = /^([^:]{1,100}:[^:]{1,100}):[^:]{1,200}$/.exec(secret ?? '')?.[1];
  if (kind === undefined || secret === null || gate === undefined || hasRepeats(form)) {
    const response = await authorizationServer(env).fetch(request, env, context);
    // A revocation: what this isolate remembers of tokens is no longer sure.
    if (form.has('token')) forgetBearers();
    return response;
  }
  const answer = await env.OAUTH_GATE.getByName(gate).exchange(kind, secret, { body, authorization: request.headers.get('authorization') });
  if (answer.status !== 200) forgetBearers();
  return new Response(answer.body, { status: answer.status, headers: new Headers(answer.headers) });
}

const hasRepeats = (form: URLSearchParams): boolean => ['grant_type', 'code', 'refresh_token'].some((name) => form.getAll(name).length > 1);
