/** What a deployment needs on the account, and how each of it is made. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, PROJECT_NODE } from './paths.mjs';
import { expectSuccess, run } from './process.mjs';

/**
 * @typedef {object} Config what is used here of wrangler's own reading
 * @property {string} name
 * @property {Record<string, unknown>} vars
 * @property {{ binding: string, database_name: string, database_id: string }[]} d1_databases
 * @property {{ binding: string, id: string }[]} kv_namespaces
 * @property {{ producers?: { queue: string }[], consumers?: { queue: string, dead_letter_queue?: string }[] }} queues
 * @property {{ binding: string, bucket_name: string }[]} r2_buckets
 * @property {{ binding: string, index_name: string }[]} vectorize
 * @property {{ bindings: { name: string, class_name: string }[] }} durable_objects
 * @property {{ crons?: string[] }} triggers
 *
 * @typedef {'D1 database' | 'KV namespace' | 'queue' | 'R2 bucket' | 'Vectorize index'} Kind
 * @typedef {object} Resource
 * @property {Kind} kind
 * @property {string} name
 * @property {string} command what makes it, after `wrangler`
 * @property {{ table: string, binding: string, key: string, id: string }} [written] where wrangler.toml holds its id
 *
 * @typedef {'required' | 'together' | 'optional' | 'development'} Rule
 * @typedef {{ name: string, rule: Rule, group: number, about: string, command: string }} Secret
 */

/** @returns {Promise<Config>} */
export async function readConfig() {
  const result = await run(PROJECT_NODE, [fileURLToPath(new URL('print-config.mjs', import.meta.url))]);
  expectSuccess('Reading wrangler.toml', result);
  return JSON.parse(result.stdout);
}

/** @param {Config} config @returns {Resource[]} */
export function resourcesOf(config) {
  const { producers = [], consumers = [] } = config.queues;
  const queues = [...producers, ...consumers].map(({ queue }) => queue);
  const dead = consumers.flatMap(({ dead_letter_queue: queue }) => queue ?? []);
  return [
    ...config.d1_databases.map(({ binding, database_name: name, database_id: id }) => ({
      kind: /** @type {const} */ ('D1 database'),
      name,
      command: `d1 create ${name}`,
      written: { table: 'd1_databases', binding, key: 'database_id', id },
    })),
    ...config.kv_namespaces.map(({ binding, id }) => ({
      kind: /** @type {const} */ ('KV namespace'),
      name: `${config.name}-${binding}`,
      command: `kv namespace create ${config.name}-${binding}`,
      written: { table: 'kv_namespaces', binding, key: 'id', id },
    })),
    ...[...new Set([...queues, ...dead])].map((name) => ({
      kind: /** @type {const} */ ('queue'),
      name,
      command: `queues create ${name}`,
    })),
    ...config.r2_buckets.map(({ bucket_name: name }) => ({
      kind: /** @type {const} */ ('R2 bucket'),
      name,
      command: `r2 bucket create ${name}`,
    })),
    ...config.vectorize.map(({ index_name: name }) => ({
      kind: /** @type {const} */ ('Vectorize index'),
      name,
      command: `vectorize create ${name} --dimensions N --metric cosine`,
    })),
  ];
}

/** Whether an id in wrangler.toml stands for "not made yet". @param {string} id */
export const isPlaceholder = (id) => /^[0-]*$/.test(id);

/**
 * wrangler.toml with an id filled in, everything else as it was.
 * @param {string} toml @param {{ table: string, binding: string, key: string }} where @param {string} id
 */
export function withId(toml, { table, binding, key }, id) {
  const blocks = toml.split(/^(?=\[)/m);
  const wanted = new RegExp(`^\\s*binding\\s*=\\s*["']${binding}["']`, 'm');
  return blocks
    .map((block) => {
      if (!block.startsWith(`[[${table}]]`) || !wanted.test(block)) return block;
      return block.replace(new RegExp(`^(\\s*${key}\\s*=\\s*)["'][^"']*["']`, 'm'), `$1"${id}"`);
    })
    .join('');
}

/** The secrets there are, from `.dev.vars.example`. */
export const knownSecrets = () => parseExample(readFileSync(join(ROOT, '.dev.vars.example'), 'utf8'));

const RULES = /** @type {const} */ ([
  ['Required.', 'required'],
  ['All or none.', 'together'],
  ['Development only.', 'development'],
]);

/**
 * One paragraph is one group: a comment whose first words say the rule, `Make one:` says how, and then `NAME=` lines.
 * @param {string} text @returns {Secret[]}
 */
export function parseExample(text) {
  return text.split(/\n\s*\n/).flatMap((paragraph, group) => {
    const lines = paragraph.split('\n');
    const comment = lines.flatMap((line) => /^#\s?(.*)$/.exec(line)?.[1] ?? []);
    const maker = comment.map((line) => /^Make one: (.+)$/.exec(line)?.[1]).find(Boolean);
    const about = comment.filter((line) => !line.startsWith('Make one: ')).join(' ');
    const [words = '', rule = 'optional'] = RULES.find(([first]) => about.startsWith(first)) ?? [];
    return lines.flatMap((line) => {
      const name = /^([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
      if (!name) return [];
      const put = `npx wrangler secret put ${name}`;
      return { name, rule, group, about: about.slice(words.length).trim(), command: maker ? `${maker} | ${put}` : put };
    });
  });
}

/** The secrets a deployment must not go without, given those that are set. @param {Secret[]} secrets @param {string[]} set */
export function missingSecrets(secrets, set) {
  const begun = new Set(secrets.filter(({ name }) => set.includes(name)).map(({ group }) => group));
  return secrets.filter(
    ({ name, rule, group }) =>
      !set.includes(name) && (rule === 'required' || (rule === 'together' && begun.has(group))),
  );
}
