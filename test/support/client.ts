import { exports } from 'cloudflare:workers';
import { env } from 'cloudflare:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type ApiKey, type NoSignIn } from '../../src/core/define-connector';
import { type IntegrationView } from '../../src/core/integration-view';
import { connectorOf } from '../../src/registry';
import { control } from './sandbox';

/** Where the Worker under test believes it is reached. */
export const ORIGIN = 'http://localhost:8787';
const SANDBOX = 'http://sandbox.test';
const MAX_REDIRECTS = 10;

/** One request to the Worker, with the Host header a network would have set. Redirects are left to the caller. */
export function seneschal(path: string | URL, init: RequestInit = {}): Promise<Response> {
  const url = new URL(path, ORIGIN);
  const headers = new Headers(init.headers);
  headers.set('host', url.host);
  return exports.default.fetch(new Request(url, { ...init, headers, redirect: 'manual' }));
}

/** A page a browser ended on, and the addresses it came by. */
export interface Visit {
  response: Response;
  url: URL;
  trail: string[];
}

/** A browser: keeps Seneschal's cookies and follows redirects between Seneschal and the sandbox's consent pages. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  /** The `Cookie` header it would send to Seneschal. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async visit(address: string | URL, init: RequestInit = {}): Promise<Visit> {
    let url = new URL(address, ORIGIN);
    let response = await this.#send(url, init);
    const trail = [url.href];
    for (
      let location = response.headers.get('location');
      isRedirect(response) && location !== null;
      location = response.headers.get('location')
    ) {
      if (trail.length > MAX_REDIRECTS) throw new Error(`redirected too often: ${trail.join(' > ')}`);
      url = new URL(location, url);
      trail.push(url.href);
      response = await this.#send(url, {});
    }
    return { response, url, trail };
  }

  /** One request, kept cookies and all; a redirect comes back as it is. */
  ask(address: string | URL, init: RequestInit = {}): Promise<Response> {
    return this.#send(new URL(address, ORIGIN), init);
  }

  async #send(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    if (url.origin === SANDBOX)
      return env.WORLD.getByName('world').fetch(new Request(url, { ...init, headers, redirect: 'manual' }));
    if (url.origin !== ORIGIN) throw new Error(`a test’s browser was sent to ${url.origin}`);
    if (this.cookie !== '') headers.set('cookie', this.cookie);
    const response = await seneschal(url, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(at + 1));
  }
}

const isRedirect = ({ status }: Response): boolean => status >= 300 && status < 400;

/** Somebody signed in at a browser. */
export class SignedIn {
  constructor(readonly browser: Browser) {}

  /** Asks for JSON, or changes something by JSON as a page's script would. A refusal is an answer too. */
  async api<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    method = body === undefined ? 'GET' : 'POST',
  ): Promise<{ status: number; body: T }> {
    const headers = {
      accept: 'application/json',
      origin: ORIGIN,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const { response } = await this.browser.visit(path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /**
   * Connects an account of a platform through the sandbox, whose consent page allows at once.
   * @param account whose account: the sandbox's name, id or e-mail address; the first person's unless told.
   * @param again the integration that is connected again; where it lives by a key, by the person's other one.
   * @returns the integration as `GET /integrations/{id}` shows it.
   */
  async connect(platform: string, account?: string, again?: string): Promise<IntegrationView> {
    const { auth } = connectorOf(platform);
    const { response, url, trail } =
      auth.kind === 'oauth2'
        ? await this.#signIn(platform, account, again)
        : await this.#give(platform, auth, account, again);
    const id = /^\/integrations\/(int_[^/]+)$/.exec(url.pathname)?.[1];
    if (response.status !== 200 || id === undefined) {
      throw new Error(
        `${platform} was not connected (${response.status}): ${trail.join(' > ')}\n${await response.text()}`,
      );
    }
    return (await this.api<IntegrationView>(`/integrations/${id}`)).body;
  }

  async #signIn(platform: string, account?: string, again?: string): Promise<Visit> {
    await control('consent', { platform, mode: 'auto', ...(account !== undefined && { account }) });
    return this.browser.visit(`/integrations/connect/${platform}${again === undefined ? '' : `?integration=${again}`}`);
  }

  /** Fills the form with the key of somebody's in the sandbox, and sends it. */
  async #give(platform: string, auth: ApiKey | NoSignIn, account = 'maren', again?: string): Promise<Visit> {
    const shown = await this.browser.visit(`/integrations/connect/${platform}`);
    const csrf = /name="csrf" value="([^"]+)"/.exec(await shown.response.text())?.[1] ?? '';
    const body = new URLSearchParams({ csrf });
    const person = `${account.split('@', 1)[0]}${again === undefined ? '' : '2'}`;
    if (again !== undefined) body.set('integration', again);
    for (const { name, sandbox } of auth.kind === 'api_key' ? auth.fields : [])
      body.set(`key.${name}`, sandbox?.(person) ?? '');
    return this.browser.visit(`/integrations/connect/${platform}`, { method: 'POST', body });
  }

  /** All integrations this person may use, first page. */
  async integrations(): Promise<IntegrationView[]> {
    return (await this.api<{ items: IntegrationView[] }>('/integrations?limit=100')).body.items;
  }
}

/** What the commands on this machine ask of a development Seneschal. */
async function askLocal<T>(path: string, body: unknown): Promise<T> {
  const headers = { authorization: `Bearer ${env.LOCAL_ADMIN_TOKEN}`, 'content-type': 'application/json' };
  const response = await seneschal(`/_local/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`_local/${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Signs in by a one-time link: the owner's, made for this, or an invitation's. */
export async function signIn(link?: string): Promise<SignedIn> {
  const url = link ?? (await askLocal<{ url: string }>('sign-in-link', {})).url;
  const browser = new Browser();
  const shown = await browser.visit(url);
  if (shown.response.status !== 200) throw new Error(`the sign-in link was not good: ${shown.response.status}`);
  const body = new URLSearchParams({ token: new URL(url).searchParams.get('token') ?? '' });
  const { response } = await browser.visit('/sign-in', { method: 'POST', body });
  if (response.status !== 200) throw new Error(`signing in failed: ${response.status} ${await response.text()}`);
  return new SignedIn(browser);
}

/** A personal access token of the owner. */
export const accessToken = async (...scopes: string[]): Promise<string> =>
  (await askLocal<{ token: string }>('tokens', { scopes })).token;

/** The protocol a client speaks: the 2025 handshake, or the revision of 2026. */
export type Era = 'legacy' | '2026-07-28';

/**
 * The official MCP client, connected to an endpoint of the Worker. Close it when done.
 * @param endpoint below `/mcp/`, such as `slack` or `slack/readonly`; empty for `/mcp` itself.
 */
export async function mcp(endpoint: string, token: string, era: Era = '2026-07-28'): Promise<Client> {
  const versionNegotiation = { mode: era === 'legacy' ? era : { pin: era } } as const;
  const client = new Client({ name: 'seneschal-tests', version: '1.0.0' }, { versionNegotiation });
  const transport = new StreamableHTTPClientTransport(new URL(endpoint === '' ? '/mcp' : `/mcp/${endpoint}`, ORIGIN), {
    fetch: (url, init) => seneschal(url, init),
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  return client;
}

/** What a tool answered: its structured content, or the text of its refusal. */
export interface ToolAnswer {
  ok: boolean;
  value: Record<string, unknown>;
  text: string;
  meta: Record<string, unknown>;
}

export async function callTool(client: Client, name: string, args: Record<string, unknown> = {}): Promise<ToolAnswer> {
  const result = await client.callTool({ name, arguments: args });
  const text = result.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
  const value = (result.structuredContent ?? {}) as Record<string, unknown>;
  return { ok: result.isError !== true, value, text, meta: result._meta ?? {} };
}
