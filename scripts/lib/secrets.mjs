import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

const FILE = join(ROOT, '.dev.vars');
const HEADER = `# Secrets of this machine only, made by npm start. Never commit this file.
# .dev.vars.example says what else can stand here and where to get it.
`;

/** What can be made here; everything else comes from a platform. @type {Record<string, () => string>} */
const MAKERS = {
  MASTER_KEYS: () => `1:${randomBytes(32).toString('base64')}`,
  LOCAL_ADMIN_TOKEN: () => randomBytes(32).toString('base64url'),
};

/** Makes the local secrets that are missing, and leaves every value that is there alone. */
export function makeLocalSecrets() {
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : undefined;
  const after = withMissing(before ?? HEADER, MAKERS);
  if (after !== before) {
    const draft = `${FILE}.${process.pid}`;
    writeFileSync(draft, after, { mode: 0o600 });
    renameSync(draft, FILE);
  }
  chmodSync(FILE, 0o600);
}

/** One local secret, or undefined. @param {string} name */
export const localSecret = (name) => (existsSync(FILE) ? parseSecrets(readFileSync(FILE, 'utf8'))[name] : undefined);

/**
 * The text with a value for every name; a line without a value is filled in where it stands.
 * @param {string} text @param {Record<string, () => string>} makers
 */
export function withMissing(text, makers) {
  const present = parseSecrets(text);
  for (const [name, make] of Object.entries(makers)) {
    if (present[name]) continue;
    const line = `${name}=${make()}`;
    const empty = new RegExp(`^\\s*(export\\s+)?${name}\\s*=.*$`, 'm');
    if (empty.test(text)) text = text.replace(empty, () => line);
    else text = `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
  }
  return text;
}

/** `NAME=value` lines; comments and quotes fall away. @param {string} text @returns {Record<string, string>} */
export function parseSecrets(text) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, raw = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name) found[name] = /^(["'`])(.*)\1/.exec(raw)?.[2] ?? raw.replace(/(^|\s)#.*$/, '').trim();
  }
  return found;
}
