import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './parents.mjs';
import { ROOT } from './paths.mjs';
import { expectSuccess, later, wrangler } from './process.mjs';

/** @typedef {{ pid: number, port: number, stopping?: boolean }} Run */

const NOTICE_MS = 1_000;
const STOP_MS = 6_000;

/** Where things lie below a state folder. @param {string} state */
export const layout = (state) => ({
  seneschal: join(state, 'seneschal'),
  sandbox: join(state, 'sandbox'),
  registry: join(state, 'registry'),
  run: join(state, 'running.json'),
});

/** Forgets everything kept in a state folder, and nothing else that may lie there. @param {string} state */
export function reset(state) {
  for (const path of Object.values(layout(state))) rmSync(path, { recursive: true, force: true });
}

/** The start that uses this state folder, or that was killed while it did. @param {string} state @returns {Run | undefined} */
export function readRun(state) {
  try {
    return JSON.parse(readFileSync(layout(state).run, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Leaves word of this start, for `npm run token` and for the next start; taken away when it ends.
 * @param {string} state @param {number} port
 * @returns {() => void} leaves word that it is ending
 */
export function recordRun(state, port) {
  const { run } = layout(state);
  const write = (/** @type {boolean} */ stopping) =>
    writeFileSync(run, JSON.stringify({ pid: process.pid, port, stopping }));
  mkdirSync(state, { recursive: true });
  write(false);
  process.once('exit', () => rmSync(run, { force: true }));
  return () => write(true);
}

/**
 * Waits for the start before this one to be gone. Where npm was stopped it can take a moment to notice and to end.
 * @param {string} state
 * @returns {Promise<{ staying?: Run, killed?: true }>} the one that stays, or that it was killed and left its record
 */
export async function awaitPredecessor(state) {
  const since = Date.now();
  for (;;) {
    const run = readRun(state);
    if (!run) return {};
    if (!isAlive(run.pid)) return { killed: true };
    if (Date.now() - since > (run.stopping ? STOP_MS : NOTICE_MS)) return { staying: run };
    await later(50);
  }
}

/** Brings the local D1 database up to date; a stamp beside it makes the second start quick. @param {string} state */
export async function migrate(state) {
  const { seneschal } = layout(state);
  const stamp = join(seneschal, 'migrated');
  const migrations = digestOf(join(ROOT, 'drizzle'));
  if (!migrations || (existsSync(stamp) && readFileSync(stamp, 'utf8') === migrations)) return;
  process.stderr.write('Bringing the database up to date ...\n');
  const apply = await wrangler(['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', seneschal]);
  expectSuccess('Applying the database migrations', apply);
  writeFileSync(stamp, migrations);
}

/**
 * Names and contents of the migrations as one hash; undefined when there are none. The database's id is part of it, because a
 * changed id (the first deployment writes one) means another local database.
 * @param {string} folder
 */
function digestOf(folder) {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sql')) : [];
  if (files.length === 0) return undefined;
  const ids = readFileSync(join(ROOT, 'wrangler.toml'), 'utf8').match(/^\s*(preview_)?database_id\s*=.*$/gm) ?? [];
  const hash = createHash('sha256').update(ids.join('\n'));
  for (const name of files.sort()) hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}
