import { execFileSync } from 'node:child_process';

/** A process and everything below it, the deepest first. */
export function treeOf(root: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (pid: number): number[] =>
    rows.filter(([, parent]) => parent === pid).flatMap(([child = 0]) => [...below(child), child]);
  return [...below(root), root];
}

/** SIGKILL to each, so that nobody gets to tidy up. Those that have ended by themselves are left out. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went with its parent.
    }
  }
}
