/** Something the person at the keyboard can act on: shown as one message, without a stack. */
export class Failure extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @param {unknown} error */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** Says what went wrong on stderr and answers the exit status. @param {unknown} error */
export function report(error) {
  const failure = error instanceof Failure;
  const text = failure ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  return failure ? error.exitCode : 1;
}
