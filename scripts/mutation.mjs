/** Changes the code in many small ways, one at a time, and tells which changes no test notices. */
import { main } from './lib/command.mjs';
import { installMissing } from './lib/install.mjs';
import { misuse, readOptions } from './lib/options.mjs';
import { launch, stopWhenTold, toolEnv } from './lib/process.mjs';

const COMMAND = 'npm run test:mutation --';
const PARTS = ['core', 'vault', 'object'];

await main(async () => {
  const [first, ...rest] = process.argv.slice(2);
  const isNamed = first !== undefined && !first.startsWith('-');
  const { files } = readOptions(
    {
      command: `${COMMAND} [${PARTS.join('|')}]`,
      about: 'mutation testing, of every part unless one is named',
      options: { files: { type: 'string', value: 'GLOBS', help: 'only these files of the part, comma separated' } },
    },
    isNamed ? rest : process.argv.slice(2),
  );
  if (isNamed && !PARTS.includes(first)) throw misuse(`there is no part called ${first}`, COMMAND);
  stopWhenTold(() => 130);
  await installMissing();
  let worst = 0;
  for (const part of isNamed ? [first] : PARTS) {
    process.stdout.write(`\n== ${part}\n`);
    const args = ['stryker', 'run', ...(typeof files === 'string' ? ['--mutate', files] : [])];
    const code = await launch('npx', args, { show: true, env: { ...toolEnv(), MUTATION_PART: part } }).exited;
    worst = Math.max(worst, code);
  }
  return worst;
});
