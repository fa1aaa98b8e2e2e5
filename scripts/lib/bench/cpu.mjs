import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever the machine. */
const TICK_MS = 10;

/** @param {string} pid @param {string} file */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/**
 * The processor time of the processes whose command line `matches`, children of ours or of theirs, in milliseconds. On a machine that
 * others use too it says what a call costs, where the clock says how long they let us wait. NaN where the system does not tell.
 * @param {(commandLine: string, parent: number) => boolean} matches
 */
export function cpuMs(matches) {
  let pids;
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return Number.NaN;
  }
  let ticks = 0;
  for (const pid of pids) {
    const fields = read(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
    const commandLine = read(pid, 'cmdline').replaceAll('\0', ' ');
    if (matches(commandLine, Number(fields[1]))) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * TICK_MS;
}

/** Of the workerd that this very process runs. */
export const workerdCpuMs = () => cpuMs((line, parent) => parent === process.pid && line.includes('workerd'));
