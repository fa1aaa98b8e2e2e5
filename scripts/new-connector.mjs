/** Makes a connector that passes every check with one read tool, and says what to fill in next. */
import { main } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { installMissing } from './lib/install.mjs';
import { misuse, readOptions } from './lib/options.mjs';
import { run } from './lib/process.mjs';

const COMMAND = 'npm run new-connector --';

await main(async () => {
  const [first, ...rest] = process.argv.slice(2);
  const isNamed = first !== undefined && !first.startsWith('-');
  const options = readOptions(
    {
      command: `${COMMAND} ID`,
      about: 'makes a connector in src/connectors/ID, such as hubspot or job_boards',
      options: {
        title: { type: 'string', value: 'TEXT', help: 'what people call the platform (the id, spelled out)' },
        api: { type: 'string', value: 'URL', help: 'base address of its API (https://api.ID.example)' },
      },
    },
    isNamed ? rest : process.argv.slice(2),
  );
  if (!isNamed) throw misuse('name the connector first, such as hubspot', COMMAND);
  await installMissing();
  /* Only now: the generator formats what it writes with a package. */
  const { makeConnector, namesOf } = await import('./lib/new-connector.mjs');
  const { title, api } = /** @type {{ title?: string, api?: string }} */ (options);
  const names = namesOf(first, { title, api });
  const files = await makeConnector(names);
  process.stdout.write(`${files.map((file) => `wrote  ${file}`).join('\n')}\n`);
  await writeSnapshot(names.id);
  process.stdout.write(`wrote  src/connectors/${names.id}/tools.snap.json\n\n${nextSteps(names)}\n`);
  return 0;
});

/** The listing clients get, kept beside the tools: written by the contract test that compares it from now on. @param {string} id */
async function writeSnapshot(id) {
  const only = `^the connector ${id} is listed to clients`;
  const args = ['run', '--update=new', 'test/contract/registry.test.ts', '--testNamePattern', only];
  const { code, output } = await run('vitest', args);
  if (code !== 0) throw new Failure(`${output}\nThe files are written; tools.snap.json could not be.`);
}

/** @param {import('./lib/connector-template.mjs').Names} names */
function nextSteps({ id, title, setting }) {
  const folder = `src/connectors/${id}`;
  const steps = [
    [`${folder}/auth.ts`, 'addresses, scopes and manners of its sign-in'],
    [`${folder}/index.ts`, 'description, category, icon, docs, account, health, limits'],
    [`${folder}/client.ts`, 'how it pages, and what its errors mean'],
    [`${folder}/webhook.ts`, 'its signature, handshake and events; without webhooks delete it, its test and its use'],
    [`${folder}/tools/`, 'one file and one test per tool, then list them in index.ts'],
    [`${folder}/prompts.ts`, 'what people ask for most'],
    ['.dev.vars.example', `where its ${setting}_* settings are found`],
    [`src/sandbox/${id}/`, 'its simulator, with its line in src/sandbox/registry.ts'],
    [`test/contract/scenarios/${id}.ts`, 'a use of every tool, compared with the platform’s own description'],
  ];
  const width = Math.max(...steps.map(([file = '']) => file.length));
  const lines = steps.map(([file = '', what], at) => `  ${at + 1}. ${file.padEnd(width)}  ${what}`);
  return [
    `${title} passes the checks as it is. Now make it true:`,
    ...lines,
    `Then npm test. After a change of tools write ${folder}/tools.snap.json anew (npm run test:workers -- test/contract --update)`,
    'and read its difference as a user would.',
  ].join('\n');
}
