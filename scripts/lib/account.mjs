/** The Cloudflare account, seen through wrangler. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { isPlaceholder, withId } from './needs.mjs';
import { ROOT } from './paths.mjs';
import { expectSuccess, wrangler } from './process.mjs';

/** @typedef {import('./needs.mjs').Resource} Resource */

/** How each kind is found. @type {Record<Resource['kind'], (resource: Resource) => Promise<string | undefined>>} */
const FINDERS = {
  'D1 database': async ({ name, written }) =>
    idOf(await list(['d1', 'list', '--json']), written?.id, (row) => row.name === name && row.uuid, 'uuid'),
  'KV namespace': async ({ name, written }) =>
    idOf(await list(['kv', 'namespace', 'list']), written?.id, (row) => row.title === name && row.id, 'id'),
  queue: async ({ name }) => exists(['queues', 'info', name], name),
  'R2 bucket': async ({ name }) => exists(['r2', 'bucket', 'info', name], name),
  'Vectorize index': async ({ name }) => exists(['vectorize', 'get', name], name),
};

/** Stops unless somebody is signed in. */
export async function expectSignedIn() {
  const { code, output } = await wrangler(['whoami', '--json']);
  if (code !== 0) throw new Failure(`wrangler is not signed in. Run: npx wrangler login\n${output}`);
}

/** The names of the secrets that are set; none for a Worker that was never deployed. */
export async function secretsSet() {
  const result = await wrangler(['secret', 'list', '--format', 'json']);
  if (result.code !== 0 && /\b10007\b|Worker "[^"]*" not found/.test(result.output)) return [];
  expectSuccess('wrangler secret list', result);
  return parseRows(result.stdout).map(({ name }) => String(name));
}

/** Makes a resource that is missing, and writes its id into wrangler.toml. @param {Resource} resource @returns {Promise<string>} what was done */
export async function provide(resource) {
  const { kind, name, command, written } = resource;
  let id = await FINDERS[kind](resource);
  const made = id === undefined;
  if (made) {
    if (written && !isPlaceholder(written.id)) {
      const where = `${written.key} of ${written.binding} in wrangler.toml`;
      throw new Failure(
        `This account has no ${kind} ${written.id} (${where}). Correct it, or empty it to have one made.`,
      );
    }
    if (kind === 'Vectorize index') throw new Failure(`There is no ${kind} ${name}. Make it: npx wrangler ${command}`);
    expectSuccess(`wrangler ${command}`, await wrangler(command.split(' ')));
    id = await FINDERS[kind](resource);
    if (id === undefined) throw new Failure(`wrangler ${command} ended well, and there is no ${kind} ${name}.`);
  }
  if (written && isPlaceholder(written.id)) {
    const file = join(ROOT, 'wrangler.toml');
    writeFileSync(file, withId(readFileSync(file, 'utf8'), written, id ?? ''));
    return `${made ? 'made' : 'found'}; its id is now in wrangler.toml`;
  }
  return made ? 'made' : 'there';
}

/**
 * @param {Record<string, unknown>[]} rows @param {string | undefined} known the id in wrangler.toml
 * @param {(row: Record<string, unknown>) => unknown} byName @param {string} key
 */
function idOf(rows, known, byName, key) {
  if (known !== undefined && !isPlaceholder(known)) return rows.some((row) => row[key] === known) ? known : undefined;
  return rows.map(byName).find((id) => typeof id === 'string');
}

/** @param {string[]} args */
async function list(args) {
  const result = await wrangler(args);
  expectSuccess(`wrangler ${args.join(' ')}`, result);
  return parseRows(result.stdout);
}

/** @param {string[]} args @param {string} name */
const exists = async (args, name) => ((await wrangler(args)).code === 0 ? name : undefined);

/** The JSON list in what wrangler printed, whatever stands around it. @param {string} text @returns {Record<string, unknown>[]} */
function parseRows(text) {
  try {
    return JSON.parse(text.slice(text.indexOf('['), text.lastIndexOf(']') + 1));
  } catch {
    throw new Failure(`wrangler printed something unexpected:\n${text}`);
  }
}
