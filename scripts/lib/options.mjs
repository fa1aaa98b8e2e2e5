import { parseArgs } from 'node:util';
import { Failure } from './failure.mjs';

/**
 * @typedef {{ type: 'string' | 'boolean', value?: string, help: string }} Option `value` names the value in the help text.
 * @typedef {{ command: string, about: string, options: Record<string, Option> }} Usage
 */

/** @type {Record<string, Option>} */
const HELP = { help: { type: 'boolean', help: 'show this' } };

/**
 * Reads the command line. Anything unknown is one clear line and exit status 2; `--help` prints the options and ends.
 * @param {Usage} usage
 * @param {string[]} [args]
 * @returns {Record<string, string | boolean | undefined>}
 */
export function readOptions(usage, args = process.argv.slice(2)) {
  const options = { ...usage.options, ...HELP };
  const spec = Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]));
  let values;
  try {
    ({ values } = parseArgs({ args, options: spec, strict: true, allowPositionals: false }));
  } catch (error) {
    throw misuse(firstSentence(/** @type {Error} */ (error).message), usage.command);
  }
  if (values.help) {
    process.stdout.write(helpText({ ...usage, options }));
    process.exit(0);
  }
  return /** @type {Record<string, string | boolean | undefined>} */ (values);
}

/** @param {string} message @param {string} command */
export const misuse = (message, command) => new Failure(`${message} (see ${command} --help)`, 2);

/** @param {unknown} value @param {string} name @param {number} fallback @param {string} command */
export function readPort(value, name, fallback, command) {
  if (value === undefined) return fallback;
  const port = readNumber(value, 65_535);
  if (port === undefined) throw misuse(`--${name} takes a port number from 1 to 65535, not "${value}"`, command);
  return port;
}

/** A whole number from 1 to `most`, or undefined. @param {unknown} value @param {number} most */
export function readNumber(value, most) {
  const number = /^\d{1,6}$/.test(String(value)) ? Number(value) : 0;
  return number >= 1 && number <= most ? number : undefined;
}

/** @param {string} message */
const firstSentence = (message) => (message.split(/\.\s|\n/)[0] ?? message).replace(/\.$/, '');

/** @param {Usage} usage */
function helpText({ command, about, options }) {
  const rows = Object.entries(options).map(([name, { value, help }]) => ({
    flag: `--${name}${value ? ` ${value}` : ''}`,
    help,
  }));
  const width = Math.max(...rows.map(({ flag }) => flag.length));
  return [`${command}: ${about}`, '', ...rows.map(({ flag, help }) => `  ${flag.padEnd(width)}  ${help}`), ''].join(
    '\n',
  );
}
