import { env } from 'cloudflare:test';
import { sandboxCredentials } from '../core/sandbox-credentials';
import { sha256Base64Url } from './kernel/crypto';

/** Drives the sandbox as its clients do: over HTTP, at an address that is nowhere. */
const BASE = 'http://sandbox.test';

export const VERIFIER = 'a-verifier-of-more-than-forty-three-characters';

export const redirectOf = (platform: string): string => `http://localhost:8787/integrations/callback/${platform}`;

export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return env.WORLD.getByName('world').fetch(new Request(`${BASE}/${path}`, { redirect: 'manual', ...init }));
}

export interface Answered {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export async function read(response: Response): Promise<Answered> {
  const text = await response.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text };
  return { status: response.status, headers: response.headers, body };
}

export async function control(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
  const headers = { 'content-type': 'application/json' };
  return read(
    await ask(`_control/${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }),
  );
}

/** A fresh company without rate limits, and consent pages that answer by themselves. */
export async function freshWorld(limits = false): Promise<void> {
  await control('reset', {});
  await control('limits', { enabled: limits });
  for (const platform of ['slack', 'gmail', 'zoom', 'outlook', 'monday'])
    await control('consent', { platform, mode: 'auto' });
}

const AUTHORIZE: Record<string, string> = {
  slack: 'slack.com/oauth/v2/authorize',
  gmail: 'accounts.google.com/o/oauth2/v2/auth',
  zoom: 'zoom.us/oauth/authorize',
  outlook: 'login.microsoftonline.com/organizations/oauth2/v2.0/authorize',
  monday: 'auth.monday.com/oauth2/authorize',
};

const TOKEN: Record<string, string> = {
  slack: 'slack.com/api/oauth.v2.access',
  gmail: 'oauth2.googleapis.com/token',
  zoom: 'zoom.us/oauth/token',
  outlook: 'login.microsoftonline.com/organizations/oauth2/v2.0/token',
};

export const SLACK_BOT_SCOPES =
  'channels:read,channels:history,channels:join,chat:write,groups:read,im:read,im:write,users:read,users:read.email,reactions:read,reactions:write,team:read';
export const SLACK_USER_SCOPES =
  'search:read,channels:read,channels:history,groups:read,groups:history,im:read,im:history,chat:write,reactions:write';
export const OUTLOOK_SCOPES = 'offline_access openid profile email User.Read Mail.ReadWrite Mail.Send';
export const GMAIL_MODIFY = 'https://www.googleapis.com/auth/gmail.modify';

async function parametersOf(platform: string): Promise<Record<string, string>> {
  const common = {
    client_id: sandboxCredentials(platform).clientId,
    redirect_uri: redirectOf(platform),
    response_type: 'code',
    state: 'st-1',
  };
  if (platform === 'slack') return { ...common, scope: SLACK_BOT_SCOPES, user_scope: SLACK_USER_SCOPES };
  const pkce = { code_challenge: await sha256Base64Url(VERIFIER), code_challenge_method: 'S256' };
  if (platform === 'zoom' || platform === 'monday') return { ...common, ...pkce };
  if (platform === 'outlook') return { ...common, ...pkce, scope: OUTLOOK_SCOPES, response_mode: 'query' };
  return { ...common, ...pkce, scope: `openid email ${GMAIL_MODIFY}`, access_type: 'offline', prompt: 'consent' };
}

/** Parameters that are undefined are left out. */
export async function authorize(platform: string, over: Record<string, string | undefined> = {}): Promise<Response> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...(await parametersOf(platform)), ...over })) {
    if (value !== undefined) query.set(name, value);
  }
  return ask(`${AUTHORIZE[platform]}?${query.toString()}`);
}

export async function codeOf(platform: string, over: Record<string, string | undefined> = {}): Promise<string> {
  const location = (await authorize(platform, over)).headers.get('location');
  const code = location && new URL(location).searchParams.get('code');
  if (!code) throw new Error(`${platform} gave no code`);
  return code;
}

export const basic = (id: string, secret: string): string => `Basic ${btoa(`${id}:${secret}`)}`;

export async function token(
  platform: string,
  form: Record<string, string | undefined>,
  headers: Record<string, string> = {},
) {
  const { clientId, clientSecret } = sandboxCredentials(platform);
  const own: Record<string, string> = platform === 'zoom' ? {} : { client_id: clientId, client_secret: clientSecret };
  const body = new URLSearchParams();
  const fields: Record<string, string | undefined> = { ...own, ...form };
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.set(name, value);
  const authorization: Record<string, string> =
    platform === 'zoom' ? { authorization: basic(clientId, clientSecret) } : {};
  return read(await ask(TOKEN[platform] ?? '', { method: 'POST', body, headers: { ...authorization, ...headers } }));
}

export const exchange = async (platform: string, code: string, over: Record<string, string | undefined> = {}) =>
  token(platform, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectOf(platform),
    code_verifier: platform === 'slack' ? undefined : VERIFIER,
    ...over,
  });

/** Signs somebody in and answers the token endpoint's body. */
export async function signIn(platform: string, account?: string, over: Record<string, string | undefined> = {}) {
  await control('consent', { platform, mode: 'auto', account });
  return (await exchange(platform, await codeOf(platform, over))).body;
}

export const accessOf = (body: Record<string, unknown>): string => String(body.access_token);
export const userOf = (body: Record<string, unknown>): Record<string, unknown> =>
  body.authed_user as Record<string, unknown>;

/** Calls a Slack method with a form. */
export async function slack(method: string, args: Record<string, string>, bearer: string): Promise<Answered> {
  const headers = { authorization: `Bearer ${bearer}` };
  return read(await ask(`slack.com/api/${method}`, { method: 'POST', headers, body: new URLSearchParams(args) }));
}

export async function api(path: string, bearer: string, method = 'GET', body?: unknown): Promise<Answered> {
  const headers = {
    authorization: `Bearer ${bearer}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  return read(await ask(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }));
}

export const gmail = (path: string, bearer: string, method?: string, body?: unknown): Promise<Answered> =>
  api(`gmail.googleapis.com/gmail/v1/users/me/${path}`, bearer, method, body);

export const zoom = (path: string, bearer: string, method?: string, body?: unknown): Promise<Answered> =>
  api(`api.zoom.us/v2/${path}`, bearer, method, body);

/** Calls Graph below `/v1.0/me/`, or below `/v1.0/` where the path begins with a slash. */
export async function graph(
  path: string,
  bearer: string,
  { method = 'GET', body, prefer = 'IdType="ImmutableId"' }: { method?: string; body?: unknown; prefer?: string } = {},
): Promise<Answered> {
  const headers = { authorization: `Bearer ${bearer}`, prefer, 'content-type': 'application/json' };
  const below = path.startsWith('/') ? path.slice(1) : `me/${path}`;
  const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  return read(await ask(`graph.microsoft.com/v1.0/${below}`, init));
}
