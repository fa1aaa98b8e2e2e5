import { performance } from 'node:perf_hooks';
import { launch, run } from './process.mjs';

/** @typedef {{ name: string, command: string, args: string[] }} Step */
/** @typedef {{ name: string, ok: boolean, seconds: number }} Outcome */

/** An npm script as a step. @param {string} name @param {string} script @returns {Step} */
export const npmScript = (name, script) => ({ name, command: 'npm', args: ['run', '--silent', script] });

/** The fast part, the same for `npm run check` and `npm test`. */
export const CHECKS = [
  npmScript('type check', 'typecheck'),
  npmScript('lint', 'lint'),
  npmScript('format', 'format:check'),
];

/** Runs steps at the same time; only what failed is shown. @param {Step[]} steps @returns {Promise<Outcome[]>} */
export function runTogether(steps) {
  return Promise.all(
    steps.map(async (step) => {
      const began = performance.now();
      const { code, output } = await run(step.command, step.args);
      const outcome = outcomeOf(step, code, began);
      process.stdout.write(`${line(outcome)}\n${outcome.ok ? '' : `${output}\n\n`}`);
      return outcome;
    }),
  );
}

/** Runs steps one after the other in full view, up to the first that fails. @param {Step[]} steps @returns {Promise<Outcome[]>} */
export async function runInTurn(steps) {
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const step of steps) {
    process.stdout.write(`\n== ${step.name}\n`);
    const began = performance.now();
    const code = await launch(step.command, step.args, { show: true }).exited;
    const outcome = outcomeOf(step, code, began);
    outcomes.push(outcome);
    if (!outcome.ok) break;
  }
  return outcomes;
}

/** @param {Outcome} outcome */
export const line = ({ name, ok, seconds }) =>
  `${ok ? 'ok    ' : 'failed'}  ${name.padEnd(18)} ${seconds.toFixed(1)} s`;

/** @param {Step} step @param {number} code @param {number} began @returns {Outcome} */
const outcomeOf = ({ name }, code, began) => ({ name, ok: code === 0, seconds: (performance.now() - began) / 1_000 });
