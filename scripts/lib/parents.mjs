import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * @returns {() => boolean} whether what started this script is still there. npm puts a shell between itself and a script,
 *   and that shell outlives an npm that was killed: then npm is what counts.
 */
export function watchParent() {
  const parent = process.ppid;
  const above = process.env.npm_lifecycle_event === undefined ? undefined : parentOfShell(parent);
  return () => process.ppid === parent && (above === undefined || isAlive(above));
}

/** The parent of a process that is a shell. @param {number} pid */
function parentOfShell(pid) {
  const [, name = '', parent] = /^\d+ \((.*)\) \S (\d+)/.exec(statOf(pid)) ?? [];
  return /^-?(ba|da|z|k|a)?sh$/.test(name.split('/').pop() ?? '') ? Number(parent) : undefined;
}

/** `pid (name) state parent ...`, as Linux writes it; other systems are asked through ps. @param {number} pid */
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    try {
      const [parent, ...name] = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' })
        .trim()
        .split(/\s+/);
      return `${pid} (${name.join(' ')}) S ${parent}`;
    } catch {
      return '';
    }
  }
}
