import { median } from './load.mjs';

/**
 * @typedef {import('./run.mjs').Result} Result
 * @typedef {import('./run.mjs').Kept} Kept
 * @typedef {import('./sweeps.mjs').Sweep} Sweep
 * @typedef {{ target: string, measured: string, met: boolean }} Target
 */

/** What a sweep sends becomes due at this pace: see `PER_SECOND` of src/jobs/sweeps.ts. */
const SWEEP_PER_SECOND = 25;
const SWEEP_MAX_SECONDS = 600;
const COSTS = /** @type {const} */ ([
  ['cpuMs', 'CPU ms'],
  ['ms', 'ms'],
  ['rowsRead', 'D1 rows read'],
  ['rowsWritten', 'D1 rows written'],
  ['objectRowsRead', 'object rows read'],
  ['objectRowsWritten', 'object rows written'],
  ['d1Calls', 'D1 calls'],
  ['objectCalls', 'object calls'],
  ['platformCalls', 'platform calls'],
  ['queueMessages', 'messages'],
]);
/* The clock says how busy the machine was; what is left is Seneschal's own. */
const COMPARED = COSTS.filter(([name]) => name !== 'ms');

/** @param {number} value @param {number} [digits] */
const show = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : '–');

/** Columns padded to their widest cell; all but the first to the right. @param {string[][]} rows */
function columns(rows) {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const pad = (/** @type {string} */ cell, /** @type {number} */ at) =>
    at === 0 || widths.length === 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** The median over the rounds of how one compares with the other in the same round. @param {Result | undefined} one @param {Result | undefined} other @param {(round: import('./run.mjs').Round) => number} of */
export function ratio(one, other, of) {
  if (one === undefined || other === undefined) return Number.NaN;
  return median(one.rounds.flatMap((round, at) => (other.rounds[at] ? [of(round) / of(other.rounds[at])] : [])));
}

/**
 * @param {{ results: Result[], kept: Kept, swept: Sweep[], rounds: number, seconds: number, connections: number }} all
 * @returns {{ table: string, targets: Target[] }}
 */
export function report({ results, kept, swept, rounds, seconds, connections }) {
  const find = (/** @type {string} */ name) => results.find((result) => result.name === name);
  const [bare, everything] = [find('bare'), find('everything')];
  const perSecond = (/** @type {import('./run.mjs').Round} */ round) => round.perSecond;
  const of = (/** @type {Result} */ { rounds: all }, /** @type {keyof import('./run.mjs').Round} */ what) =>
    median(all.map((round) => round[what]));

  const head = ['', 'per s', '× bare', '× everything', 'CPU ms', 'p50 ms', 'p99 ms', 'alone ms'];
  const lines = results.map((result) => [
    result.name,
    show(of(result, 'perSecond'), 0),
    show(ratio(result, bare, perSecond)),
    show(ratio(result, everything, perSecond)),
    ...[
      show(of(result, 'cpuMs')),
      show(of(result, 'p50'), 1),
      show(of(result, 'p99'), 1),
      show(of(result, 'alone'), 1),
    ],
  ]);
  const legend = results.map(({ name, about }) => [name, about]);
  const sweepHead = ['sweep', 'size', 'seconds', ...COSTS.map(([, title]) => title)];
  const sweepLines = swept.map(({ kind, size, seconds: took, cost }) => [
    kind,
    String(size),
    show(took, 1),
    ...COSTS.map(([name]) => show(cost[name] ?? Number.NaN)),
  ]);
  const targets = judge(find, kept, swept);
  const parts = [
    `${rounds} rounds of ${seconds} s, ${connections} connections, medians; ratios within a round`,
    ...(lines.length > 0 ? [columns([head, ...lines]), columns(legend)] : []),
    ...(swept.length > 0 ? ['Sweeps, cost of one integration:', columns([sweepHead, ...sweepLines])] : []),
    ...(kept.accepted + kept.calls > 0
      ? [
          `Webhooks: ${kept.accepted} accepted, ${kept.stored} stored, ${kept.handled} handled. ` +
            `Tool calls: ${kept.calls} answered, ${kept.audited} in the audit.`,
        ]
      : []),
    columns([
      ['target', 'measured', ''],
      ...targets.map(({ target, measured, met }) => [target, measured, met ? 'met' : 'NOT MET']),
    ]),
  ];
  return { table: parts.join('\n\n'), targets };
}

/** @param {(name: string) => Result | undefined} find @param {Kept} kept @param {Sweep[]} swept @returns {Target[]} */
function judge(find, kept, swept) {
  /** @type {Target[]} */
  const targets = [];
  const compare = (
    /** @type {string} */ name,
    /** @type {string} */ yardstick,
    /** @type {number} */ least,
    /** @type {string} */ target,
  ) => {
    const value = ratio(find(name), find(yardstick), (round) => round.perSecond);
    if (Number.isFinite(value)) targets.push({ target, measured: `${show(value)} ×`, met: value >= least });
  };
  compare('connector', 'bare', 0.5, 'full connector call at least 0.5 × bare');
  compare('read', 'everything', 0.7, 'read tool with a token at least 0.7 × server-everything');
  compare('read', 'everything', 1, '... aiming at 1.0 ×');
  const webhook = find('webhook');
  if (webhook) {
    const accepted = median(webhook.rounds.map((round) => round.perSecond));
    const alone = median(webhook.rounds.map((round) => round.alone));
    const lost = kept.accepted - kept.stored;
    targets.push(
      { target: 'webhooks accepted at least 300/s', measured: `${show(accepted, 0)}/s`, met: accepted >= 300 },
      { target: 'no webhook lost', measured: `${lost} lost`, met: lost === 0 && kept.handled === kept.accepted },
      { target: 'webhook accepted in 15 ms (p50, alone)', measured: `${show(alone, 1)} ms`, met: alone < 15 },
    );
  }
  const transition = find('transition');
  if (transition) {
    const alone = median(transition.rounds.map((round) => round.alone));
    targets.push({
      target: 'state transition in 50 ms (p50, alone)',
      measured: `${show(alone, 1)} ms`,
      met: alone < 50,
    });
  }
  for (const large of swept.filter(({ size }) => size >= 10_000)) {
    const { kind, size } = large;
    const planned = Math.max(large.seconds, size / SWEEP_PER_SECOND);
    targets.push({
      target: `${size} integrations swept in 10 min: ${kind}`,
      measured: `${show(large.seconds, 0)} s of work, spread over ${show(planned, 0)} s`,
      met: planned < SWEEP_MAX_SECONDS,
    });
    const small = swept.find((other) => other.kind === kind && other.size < size);
    if (small === undefined) continue;
    const worst = COMPARED.map(([name, title]) => ({
      title,
      growth: (large.cost[name] ?? 0) / (small.cost[name] || Number.NaN),
    }))
      .filter(({ growth }) => Number.isFinite(growth))
      .reduce((a, b) => (b.growth > a.growth ? b : a), { title: '', growth: 0 });
    targets.push({
      target: `cost of one at ${size} at most 1.1 × that at ${small.size}: ${kind}`,
      measured: `${show(worst.growth)} × (${worst.title})`,
      met: worst.growth <= 1.1,
    });
  }
  return targets;
}
