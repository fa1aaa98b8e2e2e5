/** The fast part of `npm test`: type check, lint and format, side by side. */
import { main } from './lib/command.mjs';
import { installMissing } from './lib/install.mjs';
import { readOptions } from './lib/options.mjs';
import { stopWhenTold } from './lib/process.mjs';
import { CHECKS, runTogether } from './lib/steps.mjs';

await main(async () => {
  readOptions({ command: 'npm run check', about: 'type check, lint and format', options: {} });
  stopWhenTold(() => 130);
  await installMissing();
  const outcomes = await runTogether(CHECKS);
  return outcomes.every(({ ok }) => ok) ? 0 : 1;
});
