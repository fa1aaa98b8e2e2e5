import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const NODE = join(ROOT, 'node_modules/.bin/node');
const READY_MS = 110_000;
const STOP_MS = 15_000;

export interface ProductOptions {
  /** Where data is kept; a temporary folder that goes away on `stop` unless told. */
  state?: string;
  /** More of what `npm start -- --help` lists. */
  args?: readonly string[];
  /** Ports, for a start that has to be where another was; free ones unless told. */
  port?: number;
  sandboxPort?: number;
}

/** A started Seneschal with its sandbox, as a newcomer has it after `npm start`. */
export interface Product {
  url: string;
  /** One-time link of the owner. */
  signIn: string;
  mcp: string;
  sandbox: string;
  state: string;
  port: number;
  sandboxPort: number;
  /** The process that was started; what it started hangs below it. */
  pid: number;
  /** Everything it has said so far. */
  log(): string;
  /** Calls the sandbox's control API, `path` below `/_control/`; a GET without a body. @throws where it refuses. */
  control<T = unknown>(path: string, body?: unknown, method?: string): Promise<T>;
  /** A personal access token of the owner, such as for `slack:read slack:write`. */
  token(scopes: string, days?: number): Promise<string>;
  /** Ends it and everything it started. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

interface Ready {
  ready: true;
  url: string;
  signIn: string;
  mcp: string;
  sandbox: string;
}

/** Starts Seneschal and waits for its ready line. @throws with what it said, where it does not come. */
export async function start(options: ProductOptions = {}): Promise<Product> {
  const state = options.state ?? mkdtempSync(join(tmpdir(), 'seneschal-'));
  const port = options.port ?? (await freePort());
  const sandboxPort = options.sandboxPort ?? (await freePort());
  const places = ['--port', String(port), '--sandbox-port', String(sandboxPort), '--state', state];
  const child = spawn(NODE, ['scripts/start.mjs', '--json', ...places, ...(options.args ?? [])], {
    cwd: ROOT,
    // A group of its own, so that stopping it for good reaches what it started and nothing else.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));

  const killGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) {
      if (signal === 'SIGKILL') killGroup();
      else child.kill('SIGTERM');
      const late = setTimeout(killGroup, STOP_MS);
      await exited;
      clearTimeout(late);
    }
    if (options.state === undefined) rmSync(state, { recursive: true, force: true });
  };

  const deadline = Date.now() + READY_MS;
  let ready = readyIn(said);
  while (ready === undefined) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop('SIGKILL');
      throw new Error(`Seneschal did not start (exit ${child.exitCode ?? 'none'}): ${said.slice(-2_000)}`);
    }
    await pause(100);
    ready = readyIn(said);
  }
  const { url, signIn, mcp, sandbox } = ready;
  return {
    ...{ url, signIn, mcp, sandbox, state, port, sandboxPort, stop },
    pid: child.pid ?? 0,
    log: () => said,
    control: (path, body, method) => control(sandbox, path, body, method),
    token: (scopes, days = 1) => token({ scopes, days, state, port }),
  };
}

function readyIn(said: string): Ready | undefined {
  const line = said.split('\n').find((text) => text.startsWith('{"ready":true') && text.endsWith('}'));
  return line === undefined ? undefined : (JSON.parse(line) as Ready);
}

async function control<T>(
  sandbox: string,
  path: string,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
): Promise<T> {
  const response = await fetch(new URL(`/_control/${path}`, sandbox), {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`control ${path}: ${response.status} ${text.slice(0, 500)}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

interface TokenOptions {
  scopes: string;
  days: number;
  state: string;
  port: number;
}

async function token({ scopes, days, state, port }: TokenOptions): Promise<string> {
  const args = ['--scopes', scopes, '--days', String(days), '--state', state, '--port', String(port)];
  const child = spawn(NODE, ['scripts/token.mjs', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  await once(child, 'close');
  const last = out.trim().split('\n').at(-1) ?? '';
  if (child.exitCode !== 0 || last === '') throw new Error(`no token was made: ${err}${out}`);
  return last;
}

/** A port nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port was found');
  return address.port;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
