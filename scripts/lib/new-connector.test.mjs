import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { check, resolveConfig } from 'prettier';
import { makeConnector, namesOf, withConnector, withSettings } from './new-connector.mjs';
import { PROJECT_NODE, ROOT, tool } from './paths.mjs';

const REGISTRY = `import { slack } from './connectors/slack';
import { zoom } from './connectors/zoom';
import { type Connector } from './core/define-connector';

/** Every acme there is: one line each. */
export const connectors: readonly Connector[] = [slack, zoom];
`;

let root = '';
before(() => {
  root = mkdtempSync(join(tmpdir(), 'new-connector-'));
  mkdirSync(join(root, 'src/connectors/slack'), { recursive: true });
  writeFileSync(join(root, 'src/registry.ts'), REGISTRY);
  cpSync(join(ROOT, '.dev.vars.example'), join(root, '.dev.vars.example'));
});
after(() => rmSync(root, { recursive: true }));

const read = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8');

test('a connector has the shape of those there are, is registered and has its settings', async () => {
  const written = await makeConnector(namesOf('job_boards', { title: 'Job Boards & Co' }), root);
  const folder = 'src/connectors/job_boards';
  const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  assert.deepEqual(files.map((file) => file.slice(join(root, folder).length + 1)).sort(), [
    'auth.test.ts',
    'auth.ts',
    'client.test.ts',
    'client.ts',
    'index.ts',
    'prompts.ts',
    'schema.ts',
    'tools/list-items.test.ts',
    'tools/list-items.ts',
    'webhook.test.ts',
    'webhook.ts',
  ]);
  const style = (await resolveConfig(join(ROOT, 'package.json'))) ?? {};
  for (const file of written.filter((name) => name.endsWith('.ts'))) {
    assert.ok(await check(read(file), { ...style, filepath: file }), `${file} is not formatted`);
    assert.doesNotMatch(read(file), /'undefined|\$\{(id|title|site|variable|setting|api)\}/, file);
  }
  assert.match(
    read(`${folder}/index.ts`),
    /export const jobBoards = defineConnector\(\{\n {2}id: 'job_boards',\n {2}title: 'Job Boards & Co',/,
  );
  assert.match(read(`${folder}/tools/list-items.ts`), /scopes: \['job_boards:read'\]/);
  assert.match(read(`${folder}/webhook.ts`), /secret: 'JOB_BOARDS_SIGNING_SECRET'/);
  assert.match(
    read('src/registry.ts'),
    /^import \{ jobBoards \} from '\.\/connectors\/job_boards';\nimport \{ slack \}/,
  );
  assert.match(read('src/registry.ts'), /Connector\[\] = \[jobBoards, slack, zoom\];/);
  assert.match(
    read('.dev.vars.example'),
    /\nJOB_BOARDS_CLIENT_ID=\nJOB_BOARDS_CLIENT_SECRET=\nJOB_BOARDS_SIGNING_SECRET=\n\n# Dev/,
  );
});

test('what it begins with fits the kernel as it is today', async () => {
  const folder = join(root, 'src/connectors/fitting');
  await makeConnector(namesOf('fitting'), root);
  for (const room of ['src/core', 'test', 'node_modules', 'tsconfig.json'])
    symlinkSync(join(ROOT, room), join(root, room));
  const project = join(root, 'fitting.json');
  const include = [folder, join(ROOT, 'test/support/env.d.ts')];
  writeFileSync(project, JSON.stringify({ extends: './tsconfig.json', include, exclude: [] }));
  let said = '';
  try {
    execFileSync(PROJECT_NODE, [tool('tsc'), '--noEmit', '-p', project], { encoding: 'utf8' });
  } catch (error) {
    said = /** @type {{ stdout: string }} */ (error).stdout;
  }
  assert.deepEqual(
    said.split('\n').filter((line) => line.includes('connectors/fitting/')),
    [],
  );
});

test('nothing is overwritten, and nothing half made', async () => {
  const before = read('src/registry.ts');
  await assert.rejects(makeConnector(namesOf('slack'), root), /src\/connectors\/slack exists already/);
  await assert.rejects(makeConnector(namesOf('connectors'), root), /uses the name connectors already/);
  await assert.rejects(makeConnector(namesOf('zoom'), root), /uses the name zoom already/);
  assert.equal(read('src/registry.ts'), before);
  assert.equal(existsSync(join(root, 'src/connectors/zoom')), false);
  await makeConnector(namesOf('acme'), root);
  assert.ok(existsSync(join(root, 'src/connectors/acme/index.ts')), 'a word of a comment is no name');
});

test('an id is refused that could not be an address, a folder and a name in code', () => {
  for (const id of [
    '',
    'a',
    'Slack',
    'my-crm',
    '_x',
    'x_',
    'x__y',
    '9lives',
    '../x',
    'a/b',
    'a b',
    'é',
    'x'.repeat(31),
  ]) {
    assert.throws(() => namesOf(id), /cannot be a connector's id/, id);
  }
  for (const id of ['class', 'default', 'await']) assert.throws(() => namesOf(id), /word of the language/, id);
  assert.equal(namesOf('x'.repeat(30)).id.length, 30);
});

test('a title or address is refused that would break out of its text', () => {
  for (const title of ["Bob's", '`x`', '${x}', '', ' x', 'x'.repeat(41)]) {
    assert.throws(() => namesOf('acme', { title }), /--title takes/, title);
  }
  for (const api of [
    'http://api.acme.com',
    'acme',
    'https://u:p@acme.com',
    'https://acme.com:8443',
    "https://acme.com/'",
  ]) {
    assert.throws(() => namesOf('acme', { api }), /--api takes/, api);
  }
  assert.deepEqual(namesOf('acme', { api: 'https://api.acme.com/v2/' }), {
    id: 'acme',
    variable: 'acme',
    type: 'Acme',
    title: 'Acme',
    setting: 'ACME',
    api: 'https://api.acme.com/v2',
    site: 'https://api.acme.com',
  });
});

test('the registry stays in the order of the ids', () => {
  const names = { id: 'notion', variable: 'notion' };
  assert.match(
    withConnector(REGISTRY, names),
    /^import \{ notion \}.*\nimport \{ slack \}.*\nimport \{ zoom \}.*\nimport \{ type Conn/,
  );
  assert.match(withConnector(REGISTRY, { id: 'zz_top', variable: 'zzTop' }), /= \[slack, zoom, zzTop\]/);
  assert.match(
    withConnector(REGISTRY.replace('[slack, zoom]', '[\n  slack,\n  zoom,\n]'), names),
    /= \[notion, slack, zoom\]/,
  );
  assert.throws(() => withConnector('export {};', names), /no list of connectors/);
});

test('settings go in front of those for development, or at the end', () => {
  const acme = { id: 'acme', title: 'Acme', setting: 'ACME', site: 'https://acme.com' };
  const group = /# All or none\. Acme: .*\n.*\nACME_CLIENT_ID=\nACME_CLIENT_SECRET=\nACME_SIGNING_SECRET=\n/;
  assert.match(
    withSettings('A=\n\n# Development only. B\nB=\n', acme),
    new RegExp(`^A=\\n\\n${group.source}\\n# Development only`),
  );
  assert.match(withSettings('A=\n', acme), new RegExp(`^A=\\n\\n${group.source}$`));
});
