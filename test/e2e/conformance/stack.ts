import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');

/** The production stack with the fixture address, in `wrangler dev`, and a token that may use everything. */
export async function startFixtureStack(
  scopes: string[],
): Promise<{ url: string; token: string; stop: () => Promise<void> }> {
  const state = mkdtempSync(join(tmpdir(), 'seneschal-conformance-'));
  const [port, inspector] = [await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const admin = randomBytes(32).toString('base64url');
  const vars = {
    PUBLIC_URL: url,
    SANDBOX_URL: 'http://localhost:1',
    ENVIRONMENT: 'development',
    MASTER_KEYS: `1:${randomBytes(32).toString('base64')}`,
    LOCAL_ADMIN_TOKEN: admin,
  };
  await run(['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state]);
  const child = wrangler([
    'dev',
    'test/e2e/conformance/worker.ts',
    ...['--local', '--port', String(port), '--inspector-port', String(inspector), '--persist-to', state],
    ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ]);
  const stop = async (): Promise<void> => {
    await kill(child);
    rmSync(state, { recursive: true, force: true });
  };
  try {
    await answering(`${url}/healthz`, child);
    const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/_local/tokens`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ scopes, days: 1 }),
    });
    const { token }: { token: string } = await response.json();
    return { url, token, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function wrangler(args: string[]): ChildProcess {
  const env = { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false' };
  const child = spawn(process.execPath, [WRANGLER, ...args], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout?.on('data', () => undefined);
  child.stderr?.on('data', () => undefined);
  return child;
}

const run = (args: string[]): Promise<void> =>
  new Promise((done, fail) => {
    wrangler(args).on('exit', (code) =>
      code === 0 ? done() : fail(new Error(`wrangler ${args[0]} ended with ${code}`)),
    );
  });

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    if (child.exitCode !== null) throw new Error(`wrangler dev ended with ${child.exitCode}`);
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((later) => setTimeout(later, 200));
  }
  throw new Error(`${url} did not answer within a minute`);
}

/** Ends wrangler and the workerd it started: they share a process group. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const gone = new Promise((resolveGone) => child.once('exit', resolveGone));
  process.kill(-child.pid, 'SIGTERM');
  const forced = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 3_000);
  await gone;
  clearTimeout(forced);
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, 'localhost', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
