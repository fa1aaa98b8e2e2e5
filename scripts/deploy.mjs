/** Deploys to Cloudflare, or with --dry-run says what that would take. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expectSignedIn, provide, secretsSet } from './lib/account.mjs';
import { main } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { installMissing } from './lib/install.mjs';
import { isPlaceholder, knownSecrets, missingSecrets, readConfig, resourcesOf } from './lib/needs.mjs';
import { readOptions } from './lib/options.mjs';
import { ROOT, tool } from './lib/paths.mjs';
import { expectSuccess, launch, stopWhenTold, wrangler } from './lib/process.mjs';

/** @typedef {import('./lib/needs.mjs').Config} Config */

/** What Cloudflare takes from an account on the free plan. */
const MOST_BYTES = 3 * 1024 * 1024;
const RULE_WORDS = {
  required: 'required',
  together: 'all of one platform or none',
  optional: 'optional',
  development: 'development only',
};

const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);

/** Builds what would be uploaded and stops when it is too big. */
async function build() {
  const folder = join(ROOT, 'dist');
  rmSync(folder, { recursive: true, force: true });
  expectSuccess('The build', await wrangler(['deploy', '--dry-run', '--outdir', folder]));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !/\.map$|^README\.md$/.test(entry.name),
  );
  const bundle = Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
  const zipped = gzipSync(bundle).length;
  const kib = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
  say(`Bundle: ${kib(bundle.length)}, ${kib(zipped)} with gzip (at most ${kib(MOST_BYTES)}).`);
  if (zipped > MOST_BYTES)
    throw new Failure(`The bundle is too big: ${kib(zipped)} with gzip, at most ${kib(MOST_BYTES)}.`);
}

/** @param {Config} config */
function explain(config) {
  say('\nResources (npm run deploy makes the missing ones, except Vectorize indexes):');
  for (const { kind, name, command } of resourcesOf(config)) say(`  ${kind} ${name}\n    npx wrangler ${command}`);
  for (const { name, class_name: object } of config.durable_objects.bindings) {
    say(`  Durable Object ${object} (${name})\n    made by the deployment`);
  }
  for (const cron of config.triggers.crons ?? []) say(`  cron ${cron}\n    made by the deployment`);
  say('\nSecrets (.dev.vars.example says where to get each):');
  for (const { name, rule, command } of knownSecrets()) {
    say(`  ${name} (${RULE_WORDS[rule]})${rule === 'development' ? '' : `\n    ${command}`}`);
  }
  const problem = settingsProblem(config);
  say(problem ? `\nBefore the first deployment: ${problem}` : '');
}

/** What in wrangler.toml would make a deployment unsafe or useless. @param {Config} config */
function settingsProblem({ vars }) {
  const url = String(vars.PUBLIC_URL ?? '');
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const local = parsed && /^(localhost|127\.|\[|0\.0\.0\.0)|\.localhost$/.test(parsed.hostname);
  if (parsed?.protocol !== 'https:' || local || parsed.origin !== url) {
    return `set PUBLIC_URL in wrangler.toml to the https address people will use, without a path or a slash at the end (it is "${url}").`;
  }
  if (vars.SANDBOX_URL) return 'empty SANDBOX_URL in wrangler.toml: simulated platforms have no place in production.';
  return undefined;
}

async function expectSecrets() {
  const missing = missingSecrets(knownSecrets(), await secretsSet());
  if (missing.length === 0) return;
  const lines = missing.map(({ name, about, command }) => `  ${name}: ${about}\n    ${command}`);
  throw new Failure(
    `Not deployed: ${missing.length === 1 ? 'a secret is' : 'secrets are'} missing.\n${lines.join('\n')}`,
  );
}

await main(async () => {
  const options = readOptions({
    command: 'npm run deploy --',
    about: 'deploys to Cloudflare',
    options: {
      'dry-run': { type: 'boolean', help: 'build, measure, and list what a deployment needs; change nothing' },
    },
  });
  stopWhenTold(() => 130);
  await installMissing();
  const config = await readConfig();
  if (options['dry-run']) {
    await build();
    explain(config);
    return 0;
  }
  const problem = settingsProblem(config);
  if (problem) throw new Failure(`Not deployed: ${problem}`);
  await expectSignedIn();
  await expectSecrets();
  await build();
  for (const resource of resourcesOf(config)) say(`${resource.kind} ${resource.name}: ${await provide(resource)}`);
  for (const { binding } of config.d1_databases) {
    say(`Bringing database ${binding} up to date ...`);
    const apply = await wrangler(['d1', 'migrations', 'apply', binding, '--remote']);
    expectSuccess('Applying the migrations', apply);
  }
  const deployment = launch(tool('wrangler'), ['deploy', '--var', 'ENVIRONMENT:production'], { show: true });
  const code = await deployment.exited;
  if (code !== 0) throw new Failure(`wrangler deploy failed (exit status ${code}); what it said stands above.`);
  say(`Deployed. ${config.vars.PUBLIC_URL}/healthz says how it is.`);
  say('The owner signs in with the link that this prints: npm run sign-in-link -- --remote');
  return 0;
});
