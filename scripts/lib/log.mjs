/** @typedef {'debug' | 'info' | 'warn' | 'error'} Level */
/** @typedef {{ level: Level, source: string, message: string }} Entry */

/** What wrangler says about itself; none of it helps somebody who uses Seneschal. */
const NOISE = [
  /^⎔ /,
  /^[─╭╰│]/,
  /^⛅️? wrangler \d/,
  /^Using (secrets|vars) defined in/,
  /^Your Worker has access to the following bindings/,
  /^Binding\s+Resource/,
  /^env\.\w+ \(/,
  /Ready on http/,
  /^\[b\] open a browser/,
  /Scheduled Workers are not automatically triggered/,
  /To manually trigger a scheduled event, run/,
  /^\s*curl "http:\/\/localhost:\d+\/cdn-cgi/,
  /For more details, see https:\/\/developers\.cloudflare\.com\/workers\/configuration\/cron-triggers/,
];

/** How wrangler marks a level at the start of a line. @type {[RegExp, Level][]} */
const MARKS = [
  [/^(✘ )?\[ERROR\] /, 'error'],
  [/^(▲ )?\[WARNING\] /, 'warn'],
  [/^\[wrangler:error\] /, 'error'],
  [/^\[wrangler:warn\] /, 'warn'],
  [/^\[wrangler:(info|log)\] /, 'info'],
  [/^\[wrangler:debug\] /, 'debug'],
];
const LEVELS = new Set(['debug', 'info', 'warn', 'error']);

/**
 * Reads one child's output line by line. An indented line belongs to the one before it (a stack, the rest of a warning).
 * @param {string} source
 * @returns {(line: string, stream: 'stdout' | 'stderr') => Entry | undefined} undefined for what need not be shown
 */
export function reader(source) {
  /** @type {Record<string, Level>} */
  const last = {};
  return (line, stream) => {
    if (line.trim() === '' || NOISE.some((pattern) => pattern.test(line))) return undefined;
    const mark = MARKS.find(([pattern]) => pattern.test(line));
    const level = mark?.[1] ?? ownLevel(line) ?? (/^\s/.test(line) ? (last[stream] ?? 'info') : 'info');
    last[stream] = level;
    return { level, source, message: mark ? line.replace(mark[0], '') : line };
  };
}

/** The level of a line that is a JSON object with one. @param {string} line */
function ownLevel(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level } = JSON.parse(line);
    return LEVELS.has(level) ? /** @type {Level} */ (level) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {boolean} json @returns {(entry: Entry) => void} */
export function printer(json) {
  if (json) return (entry) => process.stdout.write(`${JSON.stringify(entry)}\n`);
  return ({ level, source, message }) => {
    const mark = level === 'info' ? '' : `${level}: `;
    process.stdout.write(`${source.padEnd(9)} | ${mark}${message}\n`);
  };
}
