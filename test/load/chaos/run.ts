import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.mjs';
import { localUrl, startService } from '../../../scripts/lib/service.mjs';
import { freePort, pause, type Product, start } from '../../e2e/support/product.ts';
import { Visitor } from '../../e2e/support/visitor.ts';
import { type Caller, callerOf, tryFetch } from './caller.ts';
import { type Finding, judge } from './checks.ts';
import { emptyLedger, type Ledger } from './ledger.ts';
import { runLoad, type Scene } from './load.ts';
import { killAll, treeOf } from './processes.ts';
import { type Random, randomOf } from './random.ts';
import { readStored } from './stored.ts';
import { openWire } from './wire.ts';

export interface ChaosOptions {
  seed: number;
  kills: number;
  /** No further kill after so many minutes. */
  minutes: number;
  /** An empty folder for everything the run keeps. */
  folder: string;
  /** The first of three ports in a row; free ones unless told. */
  port?: number;
  say: (line: string) => void;
}

export interface ChaosReport {
  seed: number;
  kills: number;
  seconds: number;
  figures: Record<string, number>;
  findings: Finding[];
}

interface Listed<T> {
  items: T[];
}

const PLATFORMS = ['slack', 'gmail', 'zoom'];
const SCOPES = [...PLATFORMS, 'workspace'].flatMap((id) => [`${id}:read`, `${id}:write`]).join(' ');
/** From the moment Seneschal is ready, in milliseconds: mostly too short to finish anything long. */
const lifeOf = (fate: Random) => (fate.chance(0.2) ? fate.between(7_000, 14_000) : fate.between(300, 5_000));
const SETTLE_MS = 120_000;

/**
 * Puts a started Seneschal under load, kills it again and again, and judges what is left. The sandbox, behind a slow wire, lives on: it is
 * the world.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, folder, say } = options;
  const startedAt = Date.now();
  const random = randomOf(seed);
  const ledger = emptyLedger();
  const [port, sandboxPort, wirePort] = await portsOf(options.port);
  const state = join(folder, 'state');
  // What killed programs leave behind goes with the folder.
  process.env['TMPDIR'] = join(folder, 'tmp');
  mkdirSync(process.env['TMPDIR'], { recursive: true });
  const leftovers = join(ROOT, '.wrangler', 'tmp');
  const before = new Set(entriesOf(leftovers));

  const sandbox = await startSandbox(sandboxPort, port, folder);
  const wire = await openWire(wirePort, sandbox, random.fork('wire'));
  const boot = () => start({ state, port, args: ['--sandbox-url', wire.url] });
  let product = await boot();
  let up = true;
  let ending = false;
  try {
    const scene: Scene = {
      ...(await prepare(product, sandbox, wire.url, ledger)),
      ...{ wire, ledger, ending: () => ending, up: () => up },
    };
    say(`seed ${seed}: ${options.kills} kills`);
    const load = runLoad(scene, random.fork('load'));
    const fate = random.fork('kills');
    const until = startedAt + options.minutes * 60_000;
    while (ledger.kills.length < options.kills && Date.now() < until) {
      await pause(lifeOf(fate));
      await kill(product, ledger);
      up = false;
      ending = ledger.kills.length === options.kills;
      product = await boot();
      up = true;
      if (ledger.kills.length % 10 === 0) say(`${ledger.kills.length} kills, ${figuresOf(ledger, wire.passed.length)}`);
    }
    ending = true;
    await load;
    if (!(await settled(scene.caller, scene.integrations['slack']))) say(`not settled after ${SETTLE_MS / 1_000} s`);
    // Audit entries and rows of an outbox come a moment later.
    await pause(6_000);
  } finally {
    await product.stop();
    await wire.close();
    for (const name of entriesOf(leftovers))
      if (!before.has(name)) rmSync(join(leftovers, name), { recursive: true, force: true });
  }
  const stored = readStored(join(state, 'seneschal'));
  const { kills, accepted, jobs, effects, ...counted } = ledger;
  return {
    seed,
    kills: kills.length,
    seconds: Math.round((Date.now() - startedAt) / 1_000),
    figures: {
      ...counted,
      effects: effects.length,
      unknown: effects.filter(({ told }) => told === 'unknown').length,
      unanswered: effects.filter(({ told }) => told === 'silence').length,
      webhooks: accepted.size,
      redelivered: [...accepted.values()].filter((times) => times > 1).length,
      jobs: jobs.size,
      failedJobs: stored.jobs.filter(({ status }) => status === 'failed').length,
      platformRequests: wire.passed.length,
      answersLost: wire.passed.filter(({ delivered }) => !delivered).length,
      events: stored.ownEvents.length,
      audited: stored.audited,
    },
    findings: judge({ ledger, passed: wire.passed, stored }),
  };
}

async function kill(product: Product, ledger: Ledger): Promise<void> {
  const family = treeOf(product.pid);
  ledger.kills.push(Date.now());
  killAll(family);
  await product.stop('SIGKILL');
}

async function portsOf(first: number | undefined): Promise<[number, number, number]> {
  if (first !== undefined) return [first, first + 1, first + 2];
  return [await freePort(), await freePort(), await freePort()];
}

/** The simulated platforms alone, under the same guard as `npm start` puts them: they end with this program. */
async function startSandbox(port: number, seneschal: number, folder: string): Promise<string> {
  const args = [
    ...['dev', '--local', '--ip', 'localhost', '--port', String(port), '--inspector-port', '0'],
    ...['--show-interactive-dev-session=false', '--persist-to', join(folder, 'sandbox')],
    ...['-c', 'src/sandbox/wrangler.toml', '--var', `SENESCHAL_URL:${localUrl(seneschal)}`],
  ];
  const service = { name: 'sandbox', option: '--port', port, probe: '/_control/requests', args };
  await startService(service, join(folder, 'registry'), () => undefined).ready;
  return localUrl(port);
}

/** The owner signs in, connects an account of every platform and switches syncing on. */
async function prepare(product: Product, sandbox: string, wire: string, ledger: Ledger) {
  const { url } = product;
  const control = async (path: string, body: unknown) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await tryFetch(`${sandbox}/_control/${path}`, init);
    if (answer === undefined || answer.status >= 400)
      throw new Error(`control ${path}: ${answer?.text ?? 'no answer'}`);
    return JSON.parse(answer.text) as unknown;
  };
  const owner = new Visitor();
  await owner.signIn(product.signIn);
  await control('limits', { enabled: false });
  for (const platform of PLATFORMS) {
    await control('consent', { platform, mode: 'auto' });
    const { status } = await owner.visit(`${url}/integrations/connect/${platform}`);
    if (status !== 200) throw new Error(`${platform} was not connected: ${status} (${wire})`);
  }
  const caller = callerOf(url, await product.token(SCOPES));
  const { items } = (await caller.get('/integrations')) as { items: { id: string; platform: string }[] };
  const integrations = Object.fromEntries(items.map(({ id, platform }) => [platform, id]));
  const chosen = await caller.post(`/integrations/${integrations['slack']}/sync`, {
    resources: ['messages'],
    days: 3_650,
  });
  if (chosen?.status !== 200) throw new Error(`syncing was not switched on: ${chosen?.text}`);
  await settled(caller, integrations['slack']);
  const listed = await caller.call('slack', 'list_channels', {});
  const channels = (listed?.content?.['items'] ?? []) as { id: string; member: boolean }[];
  const channel = channels.find(({ member }) => member)?.id;
  if (channel === undefined) throw new Error(`no channel to post to: ${listed?.text}`);

  const under = new Set<string>();
  const reconnect = async (platform: string) => {
    if (under.has(platform)) return;
    under.add(platform);
    try {
      const { status } = await owner.visit(`${url}/integrations/connect/${platform}`);
      if (status === 200) ledger.reconnects += 1;
    } catch {
      // Killed meanwhile: the next call asks for it again.
    } finally {
      under.delete(platform);
    }
  };
  return { url, caller, channel, integrations, control, reconnect };
}

/** Waits until nothing is left to do. What does not get there in time is judged as it is. @returns whether it did. */
async function settled(caller: Caller, slack: string | undefined): Promise<boolean> {
  const until = Date.now() + SETTLE_MS;
  while (Date.now() < until) {
    const waiting = await Promise.all(
      ['received', 'failed'].map((status) => caller.get(`/webhooks/events?status=${status}&limit=1`)),
    );
    const syncs = await caller.get(`/integrations/${slack}/sync`);
    const none = waiting.every((answer) => (answer as Listed<unknown> | undefined)?.items.length === 0);
    // A job that has not reached the directory yet is open as well.
    const over = (syncs as Listed<{ lastJob: { status: string } | null }> | undefined)?.items.every(
      ({ lastJob }) => lastJob?.status === 'done' || lastJob?.status === 'failed',
    );
    if (none && over === true) return true;
    await pause(500);
  }
  return false;
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const figuresOf = ({ effects, accepted, jobs, reconnects }: Ledger, passed: number): string =>
  `${effects.length} effects, ${accepted.size} webhooks, ${jobs.size} sync jobs, ${passed} platform requests, ${reconnects} reconnects`;
