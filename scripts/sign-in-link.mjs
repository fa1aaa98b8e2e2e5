/**
 * Prints a one-time link that signs the owner of the first workspace in, on the last line. Of the running local Seneschal, or with
 * `--remote` of the deployed one: whoever may write its database is its operator.
 */
import { createHash, randomBytes } from 'node:crypto';
import { expectSignedIn } from './lib/account.mjs';
import { main } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { installMissing } from './lib/install.mjs';
import { askLocal } from './lib/local-api.mjs';
import { readConfig } from './lib/needs.mjs';
import { readOptions, readPort } from './lib/options.mjs';
import { stateFolder } from './lib/paths.mjs';
import { expectSuccess, wrangler } from './lib/process.mjs';
import { readRun } from './lib/state.mjs';

const COMMAND = 'npm run sign-in-link --';
const LINK_MS = 15 * 60_000;

/** The statements that make the owner where there is none, and the link. All values are made here: no quoting to get wrong. @param {string} hash */
export function linkStatements(hash, now = Date.now()) {
  const id = randomBytes(16).toString('hex').slice(0, 26);
  return [
    `INSERT OR IGNORE INTO workspaces (id, slug, name, created_at) VALUES ('ws_${id}', 'main', 'Workspace', ${now})`,
    `INSERT OR IGNORE INTO members (id, workspace_id, name, role, created_at) SELECT 'mem_' || substr(id, 4), id, 'Owner', 'owner', ${now} FROM workspaces WHERE slug = 'main'`,
    `INSERT INTO sign_in_links (hash, workspace_id, member_id, role, name, created_at, expires_at) SELECT '${hash}', w.id, m.id, m.role, m.name, ${now}, ${now + LINK_MS} FROM workspaces w JOIN members m ON m.workspace_id = w.id AND m.role = 'owner' AND m.removed_at IS NULL WHERE w.slug = 'main' ORDER BY m.created_at LIMIT 1`,
  ].join(';\n');
}

await main(async () => {
  const options = readOptions({
    command: COMMAND,
    about: 'prints a one-time sign-in link for the owner',
    options: {
      remote: { type: 'boolean', help: 'for the deployed Seneschal, written into its database through Cloudflare' },
      state: {
        type: 'string',
        value: 'DIR',
        help: 'the state folder of the local Seneschal (.seneschal in the project)',
      },
      port: { type: 'string', value: 'N', help: 'its port, when another than the one started on that folder' },
    },
  });
  if (!options.remote) {
    const run = readRun(stateFolder(/** @type {string | undefined} */ (options.state)));
    const { url } = await askLocal(readPort(options.port, 'port', run?.port ?? 8787, COMMAND), '/_local/sign-in-link');
    process.stdout.write(`${String(url)}\n`);
    return 0;
  }
  await installMissing();
  const { vars } = await readConfig();
  const publicUrl = String(vars.PUBLIC_URL ?? '');
  if (!publicUrl.startsWith('https://'))
    throw new Failure('Set PUBLIC_URL in wrangler.toml to the deployed address first.');
  await expectSignedIn();
  const token = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(token).digest('base64url');
  const written = await wrangler(['d1', 'execute', 'DB', '--remote', '--yes', '--command', linkStatements(hash)]);
  expectSuccess('Writing the link into the database', written);
  process.stdout.write(`${publicUrl}/sign-in?token=${token}\n`);
  return 0;
});
