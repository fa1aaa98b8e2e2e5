import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));

const BIN = join(ROOT, 'node_modules', '.bin');

/** The Node the project brings along: the tools refuse older ones. */
export const PROJECT_NODE = join(BIN, 'node');

/** @param {string} name */
export const tool = (name) => join(BIN, name);

/** PATH with the project's own tools first, or without them (npm must not stand on a folder it replaces). */
export function searchPath({ withTools = true } = {}) {
  const others = (process.env.PATH ?? '').split(delimiter).filter((folder) => resolve(folder) !== BIN);
  return (withTools ? [BIN, ...others] : others).join(delimiter);
}

/** A folder given by a person, seen from the project; the default state folder when none is given. @param {string} [folder] */
export const stateFolder = (folder) => resolve(ROOT, folder ?? '.seneschal');
