import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { connectorFiles } from './connector-template.mjs';
import { Failure } from './failure.mjs';
import { ROOT } from './paths.mjs';

/** @typedef {import('./connector-template.mjs').Names} Names */

const LONGEST_ID = 30;
const REGISTRY = join('src', 'registry.ts');
const SETTINGS = '.dev.vars.example';

/** Words that cannot name a variable. */
const RESERVED =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield'.split(
    ' ',
  );

/**
 * Every name a connector goes by, from its id.
 * @param {string} id @param {{ title?: string, api?: string }} [given]
 * @returns {Names}
 */
export function namesOf(id, { title, api } = {}) {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(id) || id.length < 2 || id.length > LONGEST_ID) {
    throw new Failure(
      `"${id.slice(0, 60)}" cannot be a connector's id: 2 to ${LONGEST_ID} small letters and digits, words joined by _, such as slack or job_boards.`,
    );
  }
  const words = id.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const type = words.join('');
  const variable = type.charAt(0).toLowerCase() + type.slice(1);
  if (RESERVED.includes(variable)) throw new Failure(`"${id}" is a word of the language and cannot name a connector.`);
  const shown = title ?? words.join(' ');
  if (!/^[\p{L}\p{N}][\p{L}\p{N} .&+-]{0,39}$/u.test(shown)) {
    throw new Failure(`--title takes 1 to 40 letters, digits, spaces and . & + -, not "${shown.slice(0, 60)}".`);
  }
  const address = (api ?? `https://api.${id.replaceAll('_', '-')}.example`).replace(/\/+$/, '');
  const url = URL.parse(address);
  if (
    url === null ||
    url.protocol !== 'https:' ||
    url.username !== '' ||
    url.port !== '' ||
    /[?#'\\`$]/.test(address)
  ) {
    throw new Failure(
      `--api takes an https address without port, query or credentials, not "${address.slice(0, 100)}".`,
    );
  }
  return { id, variable, type, title: shown, setting: id.toUpperCase(), api: address, site: url.origin };
}

/**
 * Makes the connector's folder, its line in the registry and its settings in `.dev.vars.example`. Nothing is written unless all of it
 * can be.
 * @param {Names} names @param {string} [root] the project's folder
 * @returns {Promise<string[]>} the files written or changed, below the project's folder
 * @throws {Failure} where something of that name is there already
 */
export async function makeConnector(names, root = ROOT) {
  const { id, variable } = names;
  const folder = join('src', 'connectors', id);
  if (existsSync(join(root, folder))) throw new Failure(`${folder} exists already.`);
  const registry = readFileSync(join(root, REGISTRY), 'utf8');
  if (new RegExp(`\\b${variable}\\b`).test(withoutComments(registry))) {
    throw new Failure(`${REGISTRY} uses the name ${variable} already. Choose another id.`);
  }
  const settings = readFileSync(join(root, SETTINGS), 'utf8');
  const texts = {
    ...Object.fromEntries(Object.entries(connectorFiles(names)).map(([file, text]) => [join(folder, file), text])),
    [REGISTRY]: withConnector(registry, names),
  };
  const style = JSON.parse(readFileSync(join(ROOT, '.prettierrc.json'), 'utf8'));
  const formatted = await Promise.all(
    Object.entries(texts).map(async ([file, text]) => [file, await format(text, { ...style, filepath: file })]),
  );
  const files = [...formatted, [SETTINGS, withSettings(settings, names)]];
  for (const [file = '', text = ''] of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return files.map(([file = '']) => file);
}

/** @param {string} source */
const withoutComments = (source) => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

/**
 * The registry with one more connector, import and entry in the order of the ids.
 * @param {string} source @param {Pick<Names, 'id' | 'variable'>} names
 */
export function withConnector(source, { id, variable }) {
  const list = /(connectors: readonly Connector\[\] = \[)([^\]]*)(\])/;
  const [, , entries] = list.exec(source) ?? [];
  if (entries === undefined) throw new Failure(`${REGISTRY} holds no list of connectors.`);
  const imports = /^import \{ (\w+) \} from '\.\/connectors\/(\w+)';\n/gm;
  const known = [...source.matchAll(imports)].map(([, name = '', folder = '']) => ({ variable: name, id: folder }));
  const names = entries
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const idOf = (/** @type {string} */ name) => known.find((one) => one.variable === name)?.id ?? name;
  const all = [...known, { id, variable }].sort((a, b) => compare(a.id, b.id));
  const listed = [...names, variable].sort((a, b) =>
    compare(a === variable ? id : idOf(a), b === variable ? id : idOf(b)),
  );
  const lines = all.map((one) => `import { ${one.variable} } from './connectors/${one.id}';\n`).join('');
  return lines + source.replace(imports, '').replace(list, (_, start, __, end) => `${start}${listed.join(', ')}${end}`);
}

/** @param {string} a @param {string} b */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The example of settings with the connector's own, in front of what is for development.
 * @param {string} text @param {Pick<Names, 'id' | 'title' | 'setting' | 'site'>} names
 */
export function withSettings(text, { id, title, setting, site }) {
  const paragraph = [
    `# All or none. ${title}: ${site}/apps, create an app; redirect URL: URL/integrations/callback/${id};`,
    `# webhook address: URL/webhooks/${id}.`,
    ...['CLIENT_ID', 'CLIENT_SECRET', 'SIGNING_SECRET'].map((name) => `${setting}_${name}=`),
  ].join('\n');
  const at = text.indexOf('# Development only.');
  if (at === -1) return `${text.trimEnd()}\n\n${paragraph}\n`;
  return `${text.slice(0, at)}${paragraph}\n\n${text.slice(at)}`;
}
