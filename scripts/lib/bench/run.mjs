/**
 * The benchmark itself, run by the project's Node: `node run.mjs '{"only":[],"rounds":3,"seconds":3,"profile":null}'`. What is compared
 * is measured in turn, round by round, so that whatever else the machine does meets all of it alike.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative } from 'node:path';
import { main } from '../command.mjs';
import { Failure } from '../failure.mjs';
import { ROOT } from '../paths.mjs';
import { later, stopWhenTold } from '../process.mjs';
import { startEverything } from './everything.mjs';
import { measure } from './load.mjs';
import { profile } from './profile.mjs';
import { report } from './report.mjs';
import { scenarios } from './scenarios.mjs';
import { OUT, startStack } from './stack.mjs';
import { sweeps } from './sweeps.mjs';

/**
 * @typedef {{ only: string[], rounds: number, seconds: number, profile: string | null }} Settings
 * @typedef {import('./scenarios.mjs').Scenario} Scenario
 * @typedef {{ perSecond: number, cpuMs: number, p50: number, p99: number, alone: number }} Round
 * @typedef {{ name: string, about: string, rounds: Round[] }} Result
 * @typedef {{ accepted: number, stored: number, handled: number, audited: number, calls: number }} Kept
 */

const CONNECTIONS = 16;
const PEOPLE = 20;
const WARM_MS = 1_000;
const ALONE_MS = 300;
const SETTLE_MS = 120_000;
const SIZES = [1_000, 10_000];
const TOOLS = ['read', 'connector', 'list'];

const say = (/** @type {string} */ text) => process.stderr.write(`${text} ...\n`);

/** @param {Scenario} scenario @param {number} seconds @returns {Promise<Round & { answered: number }>} */
async function round({ next, weight = 1, cpuMs }, seconds) {
  const alone = await measure(next, { connections: 1, warmMs: ALONE_MS, ms: ALONE_MS });
  const before = cpuMs();
  const busy = await measure(next, { connections: CONNECTIONS, warmMs: WARM_MS, ms: seconds * 1_000 });
  return {
    perSecond: busy.perSecond * weight,
    cpuMs: (cpuMs() - before) / (busy.answered * weight),
    p50: busy.p50 / weight,
    p99: busy.p99 / weight,
    alone: alone.p50 / weight,
    answered: alone.answered + busy.answered,
  };
}

/**
 * Waits until nothing is left to do in the background, and counts what was kept.
 * @param {import('./sweeps.mjs').Stack} stack @param {{ accepted: number, calls: number }} sent @returns {Promise<Kept>}
 */
async function settle(stack, sent) {
  for (const until = Date.now() + SETTLE_MS; ; await later(200)) {
    const stored = await stack.number('select count(*) from webhook_events');
    const handled = await stack.number("select count(*) from webhook_events where status = 'handled'");
    const audited = await stack.number("select count(*) from audit where action = 'tool.call'");
    const kept = { ...sent, stored, handled, audited };
    if (handled === sent.accepted && audited === sent.calls) return kept;
    if (Date.now() > until) {
      process.stderr.write(`Something was lost: ${JSON.stringify(kept)}\n`);
      return kept;
    }
  }
}

/** @param {Settings} settings */
async function bench({ only, rounds, seconds, profile: profiled }) {
  say('Bundling and starting Seneschal, a bare MCP handler and a platform that takes no time');
  const stack = await startStack({ readable: profiled !== null });
  const [everything, people] = await Promise.all([startEverything(), stack.door('people', { count: PEOPLE })]);
  const { port, helloPort } = stack;
  const all = scenarios({ port, helloPort, everything, people });
  if (profiled !== null) {
    const scenario = all.find(({ name }) => name === profiled);
    if (scenario === undefined)
      throw new Failure(`--profile takes one of ${all.map(({ name }) => name).join(', ')}.`, 2);
    await profile(stack, scenario, seconds);
    return;
  }
  const wanted = only.length === 0 ? all : all.filter(({ name }) => only.includes(name));
  if (wanted.length === 0 && !only.includes('sweeps')) {
    throw new Failure(`--only takes ${all.map(({ name }) => name).join(', ')} and sweeps.`, 2);
  }
  /** @type {Result[]} */
  const results = wanted.map(({ name, about }) => ({ name, about, rounds: [] }));
  const sent = { accepted: 0, calls: 0 };
  let kept = await settle(stack, sent);
  for (let turn = 1; turn <= rounds; turn++) {
    for (const [at, scenario] of wanted.entries()) {
      say(`Round ${turn} of ${rounds}: ${scenario.name}`);
      const { answered, ...measured } = await round(scenario, seconds);
      results[at]?.rounds.push(measured);
      if (scenario.name === 'webhook') sent.accepted += answered;
      if (TOOLS.includes(scenario.name)) sent.calls += answered;
      kept = await settle(stack, sent);
    }
  }
  const swept = [];
  if (only.length === 0 || only.includes('sweeps')) {
    for (const size of SIZES) swept.push(...(await sweeps(stack, size, size === SIZES[0] ? rounds : 1, say)));
  }
  await stack.stop();
  const summary = report({ results, kept, swept, rounds, seconds, connections: CONNECTIONS });
  mkdirSync(OUT, { recursive: true });
  const file = join(OUT, 'result.json');
  const { table, targets } = summary;
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '' };
  const data = { at: new Date().toISOString(), machine, rounds, seconds, results, kept, swept, targets };
  writeFileSync(file, `${JSON.stringify(data, null, 2)}\n`);
  process.stdout.write(`${table}\n\nAs JSON: ${relative(ROOT, file)}\n`);
}

await main(async () => {
  stopWhenTold(() => 130);
  await bench(JSON.parse(process.argv[2] ?? '{}'));
  return 0;
});
