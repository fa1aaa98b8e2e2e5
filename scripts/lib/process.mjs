import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { Failure } from './failure.mjs';
import { watchParent } from './parents.mjs';
import { ROOT, searchPath, tool } from './paths.mjs';

/**
 * @typedef {{ env?: NodeJS.ProcessEnv, show?: boolean, onLine?: (line: string, stream: 'stdout' | 'stderr') => void }} Launch
 *   `show` lets the command write to our own output.
 * @typedef {{ exited: Promise<number>, tail: () => string, stop: () => Promise<void> }} Running
 */

const GUARD = fileURLToPath(new URL('guard.mjs', import.meta.url));
const PATIENCE_MS = 3_000;
const PARENT_MS = 200;
const TAIL_LINES = 40;

/** @type {Set<Running>} */
const running = new Set();
let stopping = false;

/** Whether this script was told to end: what fails from then on is no news. */
export const isStopping = () => stopping;

/** What every tool gets: the project's Node first, quiet, nothing sent home, nothing asked. */
export function toolEnv() {
  const env = {
    ...process.env,
    PATH: searchPath(),
    CI: '1',
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_WRITE_LOGS: 'false',
  };
  return /** @type {NodeJS.ProcessEnv} */ (env);
}

/**
 * Starts a command in a process group of its own, under a guard that ends the group when this script dies.
 * @param {string} command @param {string[]} args @param {Launch} [options]
 * @returns {Running}
 */
export function launch(command, args, { env = toolEnv(), show = false, onLine } = {}) {
  if (stopping) throw new Failure(`${command} was not started: this script is ending.`);
  const output = show ? 'inherit' : 'pipe';
  const guard = spawn(process.execPath, [GUARD, command, ...args], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['pipe', output, output],
  });
  /** @type {string[]} */
  const lines = [];
  const ends = /** @type {const} */ (['stdout', 'stderr']).map((name) => {
    const stream = guard[name];
    if (!stream) return undefined;
    const reader = createInterface({ input: stream });
    reader.on('line', (raw) => {
      const line = stripVTControlCharacters(raw).trimEnd();
      lines.push(line);
      if (lines.length > 1_000) lines.shift();
      if (!stopping) onLine?.(line, name);
    });
    return new Promise((resolve) => reader.once('close', resolve));
  });

  /** @param {NodeJS.Signals} signal */
  const signalGroup = (signal) => {
    try {
      if (guard.pid) process.kill(-guard.pid, signal);
    } catch {
      /* Nobody is left in the group. */
    }
  };
  guard.stdin?.on('error', () => {});
  const exited = new Promise((resolve) => {
    guard.once('error', (error) => {
      lines.push(error.message);
      resolve(127);
    });
    guard.once('exit', (code) => {
      signalGroup('SIGKILL'); // what the command left behind
      void Promise.race([Promise.all(ends), later(500)]).then(() => resolve(code ?? 1));
    });
  });
  /** @type {Running} */
  const self = {
    exited: /** @type {Promise<number>} */ (exited).finally(() => running.delete(self)),
    tail: () => lines.slice(-TAIL_LINES).join('\n').trim(),
    stop: async () => {
      signalGroup('SIGTERM');
      const force = setTimeout(() => signalGroup('SIGKILL'), PATIENCE_MS);
      await self.exited;
      clearTimeout(force);
    },
  };
  running.add(self);
  return self;
}

/**
 * Runs a command to its end and collects what it says.
 * @param {string} command @param {string[]} args @param {Omit<Launch, 'onLine'>} [options]
 * @returns {Promise<{ code: number, output: string, stdout: string }>}
 */
export async function run(command, args, options = {}) {
  /** @type {string[]} */
  const all = [];
  /** @type {string[]} */
  const out = [];
  const onLine = (/** @type {string} */ line, /** @type {string} */ stream) => {
    all.push(line);
    if (stream === 'stdout') out.push(line);
  };
  const code = await launch(command, args, { ...options, onLine }).exited;
  return { code, output: all.join('\n').trim(), stdout: out.join('\n').trim() };
}

/** @param {string[]} args @param {Omit<Launch, 'onLine'>} [options] */
export const wrangler = (args, options) => run(tool('wrangler'), args, options);

export const stopAll = () => Promise.all([...running].map((child) => child.stop()));

/**
 * Ends everything that was launched when this script is told to end: by a signal, or by the death of what started it (npm
 * killed outright passes no signal on). `stopped` says with which status to leave.
 * @param {(signal: NodeJS.Signals | undefined) => number} stopped
 */
export function stopWhenTold(stopped) {
  /** @param {NodeJS.Signals} [signal] */
  const stop = (signal) => {
    if (stopping) return;
    stopping = true;
    const status = stopped(signal);
    void stopAll().finally(() => process.exit(status));
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop());
  const hasParent = watchParent();
  setInterval(() => hasParent() || stop(), PARENT_MS).unref();
}

/** @param {number} ms */
export const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {string} what @param {{ code: number, output: string }} result */
export function expectSuccess(what, { code, output }) {
  if (code !== 0) throw new Failure(`${what} failed (exit status ${code}):\n${output}`);
}
