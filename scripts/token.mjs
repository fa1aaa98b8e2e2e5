/** Prints a personal access token of the local owner, and nothing else, on the last line. Seneschal must be running. */
import { main } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { askLocal } from './lib/local-api.mjs';
import { misuse, readNumber, readOptions, readPort } from './lib/options.mjs';
import { stateFolder } from './lib/paths.mjs';
import { readRun } from './lib/state.mjs';

const COMMAND = 'npm run token --';

await main(async () => {
  const options = readOptions({
    command: COMMAND,
    about: 'prints a personal access token of the local owner',
    options: {
      scopes: { type: 'string', value: '"A B"', help: 'what the token may do, such as "slack:read slack:write"' },
      days: { type: 'string', value: 'N', help: 'when it expires (30)' },
      name: { type: 'string', value: 'NAME', help: 'what the console calls it (command line)' },
      state: {
        type: 'string',
        value: 'DIR',
        help: 'the state folder of the Seneschal to ask (.seneschal in the project)',
      },
      port: { type: 'string', value: 'N', help: 'its port, when another than the one started on that folder' },
    },
  });
  const scopes = String(options.scopes ?? '')
    .split(/[\s,]+/)
    .filter(Boolean);
  if (scopes.length === 0) throw misuse('--scopes takes at least one scope, such as "slack:read"', COMMAND);
  const days = readNumber(options.days ?? '30', 3_650);
  if (days === undefined) throw misuse(`--days takes a number of days from 1 to 3650, not "${options.days}"`, COMMAND);
  const run = readRun(stateFolder(/** @type {string | undefined} */ (options.state)));
  const port = readPort(options.port, 'port', run?.port ?? 8787, COMMAND);

  const { token } = await askLocal(port, '/_local/tokens', { scopes, days, name: options.name ?? 'command line' });
  if (typeof token !== 'string') throw new Failure('Seneschal answered without a token.');
  process.stdout.write(`${token}\n`);
  return 0;
});
