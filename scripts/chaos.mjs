/** Kills a started Seneschal under load, again and again, and judges what is left. `npm run test:chaos -- --help` lists the options. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chaos } from '../test/load/chaos/run.ts';
import { main } from './lib/command.mjs';
import { installMissing } from './lib/install.mjs';
import { misuse, readNumber, readOptions, readPort } from './lib/options.mjs';
import { stopWhenTold } from './lib/process.mjs';

const COMMAND = 'npm run test:chaos --';
const MOST = 999_999;

/** @param {unknown} value @param {string} name @param {number} fallback */
function number(value, name, fallback) {
  if (value === undefined) return fallback;
  const read = readNumber(value, MOST);
  if (read === undefined) throw misuse(`--${name} takes a whole number from 1 to ${MOST}, not "${value}"`, COMMAND);
  return read;
}

await main(async () => {
  const given = readOptions({
    command: COMMAND,
    about: 'kills a started Seneschal under load and judges what is left',
    options: {
      seed: { type: 'string', value: 'N', help: 'repeats the choices of an earlier run' },
      kills: { type: 'string', value: 'N', help: 'how often it is killed (50)' },
      minutes: { type: 'string', value: 'N', help: 'no further kill after so many minutes (30)' },
      port: { type: 'string', value: 'N', help: 'the first of three ports in a row (free ones)' },
      keep: { type: 'boolean', help: 'leave the state folder where it is' },
    },
  });
  const seed = number(given.seed, 'seed', 1 + Math.floor(Math.random() * MOST));
  const kills = number(given.kills, 'kills', 50);
  const minutes = number(given.minutes, 'minutes', 30);
  const port = given.port === undefined ? undefined : readPort(given.port, 'port', 0, COMMAND);
  stopWhenTold(() => 130);
  await installMissing();
  const folder = mkdtempSync(join(tmpdir(), 'seneschal-chaos-'));
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const report = await chaos({ seed, kills, minutes, folder, say, ...(port !== undefined && { port }) });
  for (const { promise, looked, broken } of report.findings) {
    say(`${broken.length === 0 ? 'holds ' : 'BROKEN'}  ${promise} (${looked})`);
    for (const line of broken.slice(0, 10)) say(`          ${line}`);
  }
  say(JSON.stringify({ seed, kills: report.kills, seconds: report.seconds, ...report.figures }));
  if (given.keep) {
    writeFileSync(join(folder, 'report.json'), JSON.stringify(report, null, 2));
    say(`kept in ${folder}`);
  } else rmSync(folder, { recursive: true, force: true });
  const failed = report.findings.some(({ broken }) => broken.length > 0);
  if (failed) say(`Failed. The same choices again: ${COMMAND} --seed ${seed} --kills ${kills}`);
  return failed ? 1 : 0;
});
