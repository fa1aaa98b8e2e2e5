/** Everything that must hold before a change goes in, in order, up to the first step that fails. */
import { main } from './lib/command.mjs';
import { installMissing } from './lib/install.mjs';
import { readOptions } from './lib/options.mjs';
import { PROJECT_NODE } from './lib/paths.mjs';
import { stopWhenTold } from './lib/process.mjs';
import { CHECKS, line, npmScript, runInTurn } from './lib/steps.mjs';

const STEPS = [
  ...CHECKS,
  npmScript('tests in workerd', 'test:workers'),
  { name: 'tests of scripts', command: PROJECT_NODE, args: ['--test', 'scripts/**/*.test.mjs'] },
  npmScript('end to end', 'test:e2e'),
];

await main(async () => {
  readOptions({ command: 'npm test', about: 'runs every check and test', options: {} });
  stopWhenTold(() => 130);
  await installMissing();
  const outcomes = await runInTurn(STEPS);
  const failed = outcomes.find(({ ok }) => !ok);
  const rest = STEPS.slice(outcomes.length).map(({ name }) => `not run  ${name}`);
  process.stdout.write(`\n${[...outcomes.map(line), ...rest].join('\n')}\n\n`);
  process.stdout.write(failed ? `Failed: ${failed.name}\n` : 'Everything holds.\n');
  return failed ? 1 : 0;
});
