/**
 * Cron expressions as Cloudflare reads them: five fields, UTC, weekdays 1 (Sunday) to 7, ranges that may wrap, and a day
 * that matches by date or weekday when both are restricted. L, W and # are not known here.
 */

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** @typedef {{ name: string, min: number, max: number, words?: string[] }} Field */
/** @type {[Field, Field, Field, Field, Field]} */
const FIELDS = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of week', min: 1, max: 7, words: WEEKDAYS },
];

/**
 * @param {string} expression
 * @returns {(date: Date) => boolean} whether the expression names the minute the date lies in
 */
export function parseCron(expression) {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) throw new Error(`"${expression}" has ${parts.length} fields, not 5`);
  const [minutes, hours, days, months, weekdays] = FIELDS.map((field, index) => readField(parts[index] ?? '', field));
  const anyDay = parts[2] === '*';
  const anyWeekday = parts[4] === '*';
  return (date) => {
    const day = days?.has(date.getUTCDate()) ?? false;
    const weekday = weekdays?.has(date.getUTCDay() + 1) ?? false;
    const onDay = anyDay || anyWeekday ? day && weekday : day || weekday;
    const inMonth = months?.has(date.getUTCMonth() + 1) ?? false;
    return (
      onDay && inMonth && (hours?.has(date.getUTCHours()) ?? false) && (minutes?.has(date.getUTCMinutes()) ?? false)
    );
  };
}

/** @param {string} text @param {Field} field */
function readField(text, field) {
  /** @type {Set<number>} */
  const values = new Set();
  for (const item of text.split(',')) {
    const [, range = '', stepText] = /^([^/]+)(?:\/(\d+))?$/.exec(item) ?? unreadable(text, field);
    const step = stepText === undefined ? 1 : Number(stepText);
    if (step < 1 || step > field.max) unreadable(text, field);
    const [from, to] = readRange(range, stepText !== undefined, field) ?? unreadable(text, field);
    const span = to >= from ? to - from : to - from + field.max - field.min + 1;
    for (let offset = 0; offset <= span; offset += step) {
      values.add(((from - field.min + offset) % (field.max - field.min + 1)) + field.min);
    }
  }
  return values;
}

/** @param {string} text @param {boolean} stepped @param {Field} field @returns {[number, number] | undefined} */
function readRange(text, stepped, field) {
  if (text === '*') return [field.min, field.max];
  const [first, last, ...more] = text.split('-').map((word) => readValue(word, field));
  if (first === undefined || more.length > 0) return undefined;
  if (text.includes('-')) return last === undefined ? undefined : [first, last];
  return [first, stepped ? field.max : first];
}

/** @param {string} word @param {Field} field */
function readValue(word, { min, max, words }) {
  const named = words?.indexOf(word.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + min : /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

/** @param {string} text @param {Field} field @returns {never} */
function unreadable(text, field) {
  throw new Error(`"${text}" is not a ${field.name} that can be read here`);
}

/** The crons of a wrangler.toml. @param {string} toml @returns {string[]} */
export function readCrons(toml) {
  const list = /^\s*crons\s*=\s*\[((?:"[^"]*"|'[^']*'|#.*|[^\]"'#])*)\]/m.exec(toml)?.[1] ?? '';
  return [...list.matchAll(/"([^"]*)"|'([^']*)'|#.*/g)].flatMap(([, double, single]) => double ?? single ?? []);
}

/**
 * Calls `fire` at the start of every minute the expression names, until the process ends.
 * @param {string} expression @param {() => void} fire
 */
export function schedule(expression, fire) {
  const matches = parseCron(expression);
  const wait = () => {
    const minute = (Math.floor(Date.now() / 60_000) + 1) * 60_000;
    setTimeout(() => {
      wait();
      if (matches(new Date(minute))) fire();
    }, minute - Date.now()).unref();
  };
  wait();
}
