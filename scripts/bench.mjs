/** How fast Seneschal is, as ratios to what it is built on, in production-like workerd. `npm run bench -- --help` lists the options. */
import { fileURLToPath } from 'node:url';
import { main } from './lib/command.mjs';
import { installMissing } from './lib/install.mjs';
import { misuse, readNumber, readOptions } from './lib/options.mjs';
import { PROJECT_NODE } from './lib/paths.mjs';
import { launch, stopWhenTold } from './lib/process.mjs';

const COMMAND = 'npm run bench --';
const RUN = fileURLToPath(new URL('lib/bench/run.mjs', import.meta.url));

await main(async () => {
  const options = readOptions({
    command: COMMAND,
    about: 'measures throughput, sweeps and what each costs',
    options: {
      only: {
        type: 'string',
        value: '"A B"',
        help: 'bare, everything, read, connector, list, webhook, transition, sweeps',
      },
      rounds: { type: 'string', value: 'N', help: 'how often each is measured (3)' },
      seconds: { type: 'string', value: 'S', help: 'for how long each time (3)' },
      profile: { type: 'string', value: 'NAME', help: 'profile one of them instead, from an unminified bundle' },
    },
  });
  const rounds = readNumber(options.rounds ?? '3', 100);
  if (rounds === undefined) throw misuse(`--rounds takes a number from 1 to 100, not "${options.rounds}"`, COMMAND);
  const seconds = readNumber(options.seconds ?? '3', 600);
  if (seconds === undefined) throw misuse(`--seconds takes a number from 1 to 600, not "${options.seconds}"`, COMMAND);
  const only = String(options.only ?? '')
    .split(/[\s,]+/)
    .filter(Boolean);
  stopWhenTold(() => 130);
  await installMissing();
  const settings = JSON.stringify({ only, rounds, seconds, profile: options.profile ?? null });
  return launch(PROJECT_NODE, [RUN, settings], { show: true }).exited;
});
