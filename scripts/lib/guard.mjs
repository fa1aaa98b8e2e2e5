/**
 * Runs one command as the head of its own process group and outlives nobody: when the script that started it is gone (its
 * end of our standard input closes, even by SIGKILL), the whole group ends. Usage: node guard.mjs COMMAND [ARGUMENT...]
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const PATIENCE_MS = 3_000;
const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
let orphaned = false;

/* A signal to the group reaches the command as well; the guard stays to tell how it ended. */
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])) process.on(signal, () => {});

child.on('error', (error) => {
  process.stderr.write(`${command}: ${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  if (orphaned) process.kill(-process.pid, 'SIGKILL');
  process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
});

process.stdin.resume();
process.stdin.on('error', endGroup);
process.stdin.on('close', endGroup);

function endGroup() {
  if (orphaned) return;
  orphaned = true;
  process.kill(-process.pid, 'SIGTERM');
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), PATIENCE_MS);
}
