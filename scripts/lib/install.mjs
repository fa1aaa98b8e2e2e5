import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { PROJECT_NODE, ROOT, searchPath } from './paths.mjs';
import { run } from './process.mjs';

/** @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockEntry */

/** Installs the packages when those in node_modules are not the ones the lock file names. Progress goes to stderr. */
export async function installMissing() {
  if (isInstalled()) return;
  const began = Date.now();
  process.stderr.write('Installing packages (the first time this takes a minute or two) ...\n');
  const result = await installPackages();
  if (result.code !== 0) throw new Failure(`${result.output}\nThe packages could not be installed.`);
  if (!isInstalled()) throw new Failure('npm ended well, and node_modules is still not what package-lock.json says.');
  process.stderr.write(`Installed in ${Math.round((Date.now() - began) / 1_000)} s.\n`);
}

async function installPackages() {
  if (!existsSync(join(ROOT, 'package-lock.json'))) return npm('install');
  const clean = await npm('ci');
  /* ci refuses a lock file made where a registry had no binaries for other machines; install takes the same versions. */
  return clean.code !== 0 && clean.output.includes('EUSAGE') ? npm('install', '--no-save') : clean;
}

/** With development dependencies, whatever NODE_ENV says: wrangler and Node are among them. @param {string[]} args */
const npm = (...args) =>
  run('npm', [...args, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: { ...process.env, PATH: searchPath({ withTools: false }) },
  });

function isInstalled() {
  const lock = readPackages('package-lock.json');
  const present = readPackages(join('node_modules', '.package-lock.json'));
  if (!present || !existsSync(PROJECT_NODE)) return false;
  return lock ? sameVersions(lock, present) : hasEveryDependency();
}

/**
 * Whether everything locked is present in that version. Optional packages (other machines' binaries) may be absent.
 * @param {Record<string, LockEntry>} lock @param {Record<string, LockEntry>} present
 */
export function sameVersions(lock, present) {
  return Object.entries(lock).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = present[path];
    return found ? found.version === version : optional === true;
  });
}

function hasEveryDependency() {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return Object.keys({ ...dependencies, ...devDependencies }).every((name) =>
    existsSync(join(ROOT, 'node_modules', name)),
  );
}

/** @param {string} path @returns {Record<string, LockEntry> | undefined} */
function readPackages(path) {
  const file = join(ROOT, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}
