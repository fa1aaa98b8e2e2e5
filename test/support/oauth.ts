import { randomToken, sha256 } from '../../src/core/ids';
import { type Browser, ORIGIN, seneschal } from './client';

/** Where the clients of these tests want their codes sent. */
export const REDIRECT = 'https://client.example/callback';
export const RESOURCE = `${ORIGIN}/mcp`;

/** Registers a public client dynamically. @returns its id. */
export async function register(metadata: Record<string, unknown> = {}): Promise<string> {
  const response = await seneschal('/oauth/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Test client',
      redirect_uris: [REDIRECT],
      token_endpoint_auth_method: 'none',
      ...metadata,
    }),
  });
  if (response.status !== 201) throw new Error(`registration: ${response.status} ${await response.text()}`);
  return (await response.json<{ client_id: string }>()).client_id;
}

/** An authorization request under way. */
export interface Authorization {
  clientId: string;
  redirectUri: string;
  verifier: string;
  state: string;
  url: string;
}

/** An authorization request as a client sends a browser to; undefined parameters are left out. */
export async function authorization(
  clientId: string,
  changed: Record<string, string | undefined> = {},
): Promise<Authorization> {
  const verifier = randomToken();
  const state = randomToken(16);
  const params: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT,
    scope: 'slack:read slack:write',
    state,
    resource: RESOURCE,
    code_challenge: await sha256(verifier),
    code_challenge_method: 'S256',
    ...changed,
  };
  const url = new URL('/authorize', ORIGIN);
  for (const [name, value] of Object.entries(params)) if (value !== undefined) url.searchParams.set(name, value);
  return { clientId, redirectUri: params['redirect_uri'] ?? '', verifier, state, url: url.href };
}

/** The consent page as a browser got it. */
export interface ConsentForm {
  response: Response;
  html: string;
  handle: string;
  /** What can be ticked, and whether it is. */
  scopes: Record<string, boolean>;
}

export async function openConsent(browser: Browser, url: string): Promise<ConsentForm> {
  const response = await browser.ask(url);
  const html = await response.text();
  const handle = /name="handle" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const boxes = [...html.matchAll(/<input[^>]*type="checkbox"[^>]*>/g)].map(([tag]) => tag);
  const scopes = Object.fromEntries(
    boxes.map((tag) => [/value="([^"]*)"/.exec(tag)?.[1] ?? '', /\schecked\b/.test(tag)]),
  );
  return { response, html, handle, scopes };
}

/** Presses a button of the consent page. */
export function decide(
  browser: Browser,
  handle: string,
  answer: { decision?: string; scopes?: readonly string[] } = {},
  headers: Record<string, string> = { origin: ORIGIN },
): Promise<Response> {
  const body = new URLSearchParams({ handle, decision: answer.decision ?? 'approve' });
  for (const scope of answer.scopes ?? []) body.append('scope', scope);
  return browser.ask('/authorize', { method: 'POST', body, headers });
}

/** A code, and all that is needed to redeem it. */
export interface Granted extends Authorization {
  code: string;
  /** What the browser brought back to the client. */
  answer: URL;
}

/** Through the consent page with what is ticked there, or with `scopes`. */
export async function grant(
  browser: Browser,
  clientId: string,
  scopes: readonly string[] = ['slack:read', 'slack:write'],
): Promise<Granted> {
  const request = await authorization(clientId, { scope: scopes.join(' ') });
  const { handle } = await openConsent(browser, request.url);
  const response = await decide(browser, handle, { scopes });
  const answer = new URL(response.headers.get('location') ?? 'none:');
  const code = answer.searchParams.get('code');
  if (code === null) throw new Error(`no code came back: ${response.status} ${answer.href} ${await response.text()}`);
  return { ...request, code, answer };
}

export interface TokenPair {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
}

/** One request to the token endpoint. */
export const askForToken = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  seneschal('/oauth/token', { method: 'POST', headers, body: new URLSearchParams(form) });

export const codeForm = ({ clientId, code, redirectUri, verifier }: Granted): Record<string, string> => ({
  grant_type: 'authorization_code',
  client_id: clientId,
  code,
  redirect_uri: redirectUri,
  code_verifier: verifier,
  resource: RESOURCE,
});

export const refreshForm = (clientId: string, refreshToken: string): Record<string, string> => ({
  grant_type: 'refresh_token',
  client_id: clientId,
  refresh_token: refreshToken,
  resource: RESOURCE,
});

/** The tokens in an answer. @throws where it is a refusal. */
export async function tokens(response: Response): Promise<TokenPair> {
  if (response.status !== 200) throw new Error(`token endpoint: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Status and error code of an answer of the token endpoint. */
export async function refusal(response: Response): Promise<[status: number, error: unknown]> {
  const body = await response.json<{ error?: unknown }>();
  return [response.status, body.error];
}

/** The parameters of a bearer challenge. */
export function challengeOf(response: Response): Record<string, string> {
  const header = response.headers.get('www-authenticate') ?? '';
  if (!header.startsWith('Bearer ')) throw new Error(`no bearer challenge: ${header}`);
  return Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
}

/** A JSON-RPC request of 2025 to an MCP endpoint, as plain HTTP. */
export const rpc = (
  endpoint: string,
  token: string,
  method: string,
  params: Record<string, unknown> = {},
): Promise<Response> =>
  seneschal(`/mcp/${endpoint}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });

/** Does the server still take the token? The status of the cheapest request there is. */
export const probe = async (token: string, endpoint = 'slack'): Promise<number> =>
  (await rpc(endpoint, token, 'tools/list')).status;
