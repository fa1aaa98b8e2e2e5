import { performance } from 'node:perf_hooks';
import { Failure } from '../failure.mjs';
import { later } from '../process.mjs';
import { workerdCpuMs } from './cpu.mjs';
import { median } from './load.mjs';

/**
 * @typedef {Awaited<ReturnType<typeof import('./stack.mjs').startStack>>} Stack
 * @typedef {Record<string, number>} Cost of one integration: milliseconds, rows and calls.
 * @typedef {{ kind: string, size: number, seconds: number, cost: Cost }} Sweep
 */

const POLL_MS = 250;
const CHUNK = 500;
const CHUNK_MS = 1_000;
const PATIENCE_MS = 1_200_000;
const LONG_LIFE = 43_200;

const DONE = {
  tokens: `select count(*) from oauth_tokens t join integrations i on i.id = t.integration_id where i.owner = ? and t.refreshed_at >= ?`,
  health: `select count(*) from integrations where owner = ? and health_checked_at >= ?`,
};

/** @param {Stack} stack @param {'tokens' | 'health'} kind @param {string} owner @param {number} size */
async function sweepOnce(stack, kind, owner, size) {
  const before = await stack.door('counts');
  const cpuBefore = workerdCpuMs();
  const startedAt = Date.now();
  const began = performance.now();
  const { sent } = await stack.door('sweep', { kind });
  if (sent !== size) throw new Failure(`The sweep of ${kind} found ${sent} integrations due, not ${size}.`);
  while ((await stack.number(DONE[kind], owner, startedAt)) < size) {
    if (performance.now() - began > PATIENCE_MS) throw new Failure(`The sweep of ${kind} did not end.`);
    await later(POLL_MS);
  }
  const seconds = (performance.now() - began) / 1000;
  const cpu = workerdCpuMs() - cpuBefore;
  const after = await stack.door('counts');
  const spent = Object.fromEntries(Object.keys(after).map((name) => [name, (after[name] - before[name]) / size]));
  return { seconds, cost: /** @type {Cost} */ ({ ms: (seconds * 1000) / size, cpuMs: cpu / size, ...spent }) };
}

/** Makes integrations of one owner, no faster than the runtime closes the files of those it has put to rest. @param {Stack} stack @param {number} size */
async function fill(stack, size) {
  const owner = `mem_${size}`;
  for (let made = 0; made < size; made += CHUNK) {
    const [count, next] = [Math.min(CHUNK, size - made), later(CHUNK_MS)];
    await stack.door('integrations', { owner, from: size * 10 + made, count });
    await next;
  }
  return owner;
}

/**
 * Sweeps a directory of `size` integrations: the real sweep, the real queue and consumer, real objects. Renewals come first, so that
 * the tokens are fresh when health is checked.
 * @param {Stack} stack @param {number} size @param {number} rounds @param {(text: string) => void} say
 * @returns {Promise<Sweep[]>}
 */
export async function sweeps(stack, size, rounds, say) {
  for (const table of ['integrations', 'oauth_tokens', 'webhooks'])
    await stack.db.prepare(`delete from ${table}`).run();
  say(`making ${size} integrations`);
  const owner = await fill(stack, size);
  /** @type {Sweep[]} */
  const results = [];
  for (const kind of /** @type {const} */ (['tokens', 'health'])) {
    /** @type {Awaited<ReturnType<typeof sweepOnce>>[]} */
    const all = [];
    for (let round = 1; round <= rounds; round++) {
      say(`sweeping ${size} integrations: ${kind}, round ${round} of ${rounds}`);
      // Tokens of two seconds are due again in the next round.
      if (kind === 'tokens') await stack.door('lifetime', { seconds: round < rounds ? 2 : LONG_LIFE });
      else await stack.db.prepare('update integrations set health_checked_at = null').run();
      all.push(await sweepOnce(stack, kind, owner, size));
      await later(2_000);
    }
    const cost = Object.fromEntries(
      Object.keys(all[0]?.cost ?? {}).map((name) => [name, median(all.map((one) => one.cost[name] ?? 0))]),
    );
    results.push({ kind, size, seconds: median(all.map(({ seconds }) => seconds)), cost });
  }
  return results;
}
