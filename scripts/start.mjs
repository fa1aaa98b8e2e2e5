/** Starts Seneschal and the sandbox on this machine and says where everything is. `npm start -- --help` lists the options. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from './lib/command.mjs';
import { readCrons, schedule } from './lib/cron.mjs';
import { Failure, messageOf } from './lib/failure.mjs';
import { installMissing } from './lib/install.mjs';
import { askLocal } from './lib/local-api.mjs';
import { printer } from './lib/log.mjs';
import { misuse, readOptions, readPort } from './lib/options.mjs';
import { ROOT, stateFolder } from './lib/paths.mjs';
import { isTaken } from './lib/ports.mjs';
import { later, stopWhenTold } from './lib/process.mjs';
import { makeLocalSecrets } from './lib/secrets.mjs';
import { localUrl, startService } from './lib/service.mjs';
import { awaitPredecessor, layout, migrate, recordRun, reset } from './lib/state.mjs';

/**
 * @typedef {{ port: number, sandboxPort: number, state: string, reset: boolean, json: boolean, ownSandbox: boolean, sandbox: string | null }} Settings
 * @typedef {import('./lib/service.mjs').Service} Service
 * @typedef {import('./lib/log.mjs').Entry} Entry
 */

const COMMAND = 'npm start --';
const KILLED_MS = 4_000;

/** @returns {Settings} */
function readSettings() {
  const options = readOptions({
    command: COMMAND,
    about: 'starts Seneschal and the sandbox on this machine',
    options: {
      port: { type: 'string', value: 'N', help: 'where Seneschal listens (8787)' },
      'sandbox-port': { type: 'string', value: 'N', help: 'where the sandbox listens (8788)' },
      state: { type: 'string', value: 'DIR', help: 'where data is kept (.seneschal in the project)' },
      reset: { type: 'boolean', help: 'forget the data kept there first' },
      'no-sandbox': { type: 'boolean', help: 'start no sandbox: platforms need real credentials' },
      'sandbox-url': { type: 'string', value: 'URL', help: "another server in the sandbox's place" },
      json: { type: 'boolean', help: 'one JSON line when ready, log lines as JSON after it' },
    },
  });
  const port = readPort(options.port, 'port', 8787, COMMAND);
  const sandboxPort = readPort(options['sandbox-port'], 'sandbox-port', 8788, COMMAND);
  const elsewhere = options['sandbox-url'] === undefined ? undefined : readUrl(String(options['sandbox-url']));
  const ownSandbox = elsewhere === undefined && !options['no-sandbox'];
  if (elsewhere !== undefined && options['no-sandbox'])
    throw misuse('--no-sandbox and --sandbox-url exclude each other', COMMAND);
  if (ownSandbox && port === sandboxPort) throw misuse(`--port and --sandbox-port are both ${port}`, COMMAND);
  if (options.state === '') throw misuse('--state takes a folder', COMMAND);
  return {
    port,
    sandboxPort,
    state: stateFolder(/** @type {string | undefined} */ (options.state)),
    reset: options.reset === true,
    json: options.json === true,
    ownSandbox,
    sandbox: ownSandbox ? localUrl(sandboxPort) : (elsewhere ?? null),
  };
}

/** @param {string} text */
function readUrl(text) {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw misuse(`--sandbox-url takes an http or https URL, not "${text}"`, COMMAND);
  }
  return text.replace(/\/+$/, '');
}

/** What is to run. @param {Settings} settings @returns {Service[]} */
function services({ port, sandboxPort, state, ownSandbox, sandbox }) {
  const folders = layout(state);
  const dev = (/** @type {number} */ on, /** @type {string} */ persist) => [
    ...['dev', '--local', '--ip', 'localhost', '--port', String(on), '--inspector-port', '0'],
    ...['--show-interactive-dev-session=false', '--persist-to', persist],
  ];
  const settings = { PUBLIC_URL: localUrl(port), SANDBOX_URL: sandbox ?? '', ENVIRONMENT: 'development' };
  const seneschal = {
    name: 'seneschal',
    option: '--port',
    port,
    probe: '/healthz',
    args: [...dev(port, folders.seneschal), ...vars(settings)],
  };
  const simulator = {
    name: 'sandbox',
    option: '--sandbox-port',
    port: sandboxPort,
    probe: '/_control/requests',
    args: [
      ...dev(sandboxPort, folders.sandbox),
      '-c',
      'src/sandbox/wrangler.toml',
      ...vars({ SENESCHAL_URL: localUrl(port) }),
    ],
  };
  return ownSandbox ? [simulator, seneschal] : [seneschal];
}

/** @param {Record<string, string>} values */
const vars = (values) => Object.entries(values).flatMap(([name, value]) => ['--var', `${name}:${value}`]);

/** Stops with a clear line when a port or the state folder is taken. @param {Service[]} wanted @param {string} state */
async function claim(wanted, state) {
  const { staying, killed } = await awaitPredecessor(state);
  if (staying && (await isTaken(staying.port))) {
    const there = `the Seneschal on port ${staying.port}`;
    throw new Failure(
      `${state} is in use by ${there}. Stop that one, or give another folder with --state and other ports.`,
    );
  }
  /* The Workers of a start that was killed need a moment to end. */
  const patience = Date.now() + (killed ? KILLED_MS : 0);
  for (const { name, option, port } of wanted) {
    while (await isTaken(port)) {
      if (Date.now() > patience)
        throw new Failure(`Port ${port}, wanted for ${name}, is taken. Give another one with ${option}.`);
      await later(100);
    }
  }
}

/** Fires the crons of wrangler.toml, which nothing does in development. @param {number} port @param {(entry: Entry) => void} print */
function fireCrons(port, print) {
  for (const cron of readCrons(readFileSync(join(ROOT, 'wrangler.toml'), 'utf8'))) {
    const fire = async () => {
      const query = encodeURIComponent(cron).replaceAll('*', '%2A');
      const response = await fetch(`${localUrl(port)}/cdn-cgi/local/scheduled?cron=${query}`);
      const said = (await response.text()).slice(0, 200);
      if (response.ok) print({ level: 'info', source: 'cron', message: `${cron} ran` });
      else throw new Error(`status ${response.status}: ${said}`);
    };
    const complain = (/** @type {unknown} */ error) =>
      print({ level: 'error', source: 'cron', message: `${cron} failed: ${messageOf(error)}` });
    try {
      schedule(cron, () => void fire().catch(complain));
    } catch (error) {
      print({ level: 'warn', source: 'cron', message: `${cron} is not fired here: ${messageOf(error)}` });
    }
  }
}

/** @param {{ url: string, signIn: string, mcp: string, sandbox: string | null }} at @param {boolean} json */
function announce(at, json) {
  if (json) return process.stdout.write(`${JSON.stringify({ ready: true, ...at })}\n`);
  const rows = [
    ['Seneschal', at.url],
    ['Sign in', `${at.signIn}  (works once)`],
    ['MCP', at.mcp],
    ['Sandbox', at.sandbox ?? 'none'],
  ];
  const lines = rows.map(([name = '', value]) => `  ${name.padEnd(9)}  ${value}`);
  return process.stdout.write(
    ['', 'Seneschal is running.', '', ...lines, '', 'Ctrl-C stops everything.', '', ''].join('\n'),
  );
}

/** The local queue forgets everything when it ends: what was accepted before is taken up. @param {number} port @param {(entry: Entry) => void} print */
async function takeUp(port, print) {
  try {
    await askLocal(port, '/_local/recover');
  } catch (error) {
    const message = `what an earlier start left is taken up by the next sweep: ${messageOf(error)}`;
    print({ level: 'warn', source: 'start', message });
  }
}

/** Holds back what is said before the ready line, and of that keeps only what went wrong. @param {(entry: Entry) => void} print */
function gate(print) {
  /** @type {Entry[]} */
  let held = [];
  let open = false;
  return {
    print: (/** @type {Entry} */ entry) => {
      if (open) print(entry);
      else if (entry.level === 'warn' || entry.level === 'error') held.push(entry);
    },
    open: () => {
      open = true;
      held.forEach(print);
      held = [];
    },
  };
}

await main(async () => {
  const settings = readSettings();
  const { port, state, sandbox, json } = settings;
  let noteStop = () => {};
  stopWhenTold(() => {
    process.stderr.write('Stopping ...\n');
    noteStop();
    return 0;
  });
  const wanted = services(settings);
  await claim(wanted, state);
  if (settings.reset) reset(state);
  noteStop = recordRun(state, port);
  await installMissing();
  makeLocalSecrets();
  await migrate(state);
  process.stderr.write(`Starting ${wanted.map(({ name }) => name).join(' and ')} ...\n`);
  const log = gate(printer(json));
  const started = wanted.map((service) => startService(service, layout(state).registry, log.print));
  await Promise.all(started.map(({ ready }) => ready));
  const { url: signIn } = await askLocal(port, '/_local/sign-in-link');
  await takeUp(port, log.print);
  const url = localUrl(port);
  announce({ url, signIn: String(signIn), mcp: `${url}/mcp`, sandbox }, json);
  log.open();
  fireCrons(port, log.print);
  await Promise.race(started.map(({ failed }) => failed));
  return 1;
});
