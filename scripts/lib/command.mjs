import { report } from './failure.mjs';
import { isStopping, stopAll } from './process.mjs';

/** Runs a command's body; its answer is the exit status. Nothing it launched stays behind. @param {() => Promise<number>} body */
export async function main(body) {
  const status = await body().catch((error) => (isStopping() ? 1 : report(error)));
  if (isStopping()) return; // whoever stops also sets the exit status
  await stopAll();
  process.exit(status);
}
