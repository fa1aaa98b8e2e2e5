/** A metric family as a monitoring system would read it. */
export interface Family {
  help: string;
  type: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

export type Parsed = Map<string, Family>;

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/;

/**
 * Reads the text format 0.0.4 strictly: every family has its HELP and TYPE before its samples and stands in one piece, no series comes
 * twice, histograms are whole and grow.
 * @throws {Error} naming the line.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
 */
export function parsePrometheus(text: string): Parsed {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families: Parsed = new Map();
  const seen = new Set<string>();
  let current: [string, Family] | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      if (!NAME.test(name) || families.has(name)) throw new Error(`a family begins twice or has no name: ${line}`);
      if (!/^(?:[^\\]|\\[\\n])*$/.test(rest)) throw new Error(`a help is not escaped: ${line}`);
      current = [
        name,
        { help: rest.replace(/\\([\\n])/g, (_, c: string) => (c === 'n' ? '\n' : '\\')), type: '', samples: [] },
      ];
      families.set(...current);
    } else if (keyword === 'TYPE') {
      if (current?.[0] !== name || current[1].type !== '') throw new Error(`a type without its help: ${line}`);
      if (!['counter', 'gauge', 'histogram', 'summary', 'untyped'].includes(rest))
        throw new Error(`no such type: ${line}`);
      current[1].type = rest;
    } else {
      const sample = parseSample(line);
      if (current === undefined || !belongs(sample.name, ...current))
        throw new Error(`a sample outside its family: ${line}`);
      const series = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (seen.has(series)) throw new Error(`a series comes twice: ${line}`);
      seen.add(series);
      current[1].samples.push(sample);
    }
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

const belongs = (sample: string, name: string, { type }: Family): boolean =>
  type === 'histogram'
    ? [`${name}_bucket`, `${name}_sum`, `${name}_count`].includes(sample)
    : type !== '' && sample === name;

function parseSample(line: string): Family['samples'][number] {
  const [, name = '', , inside, number = ''] = /^([^\s{]+)(\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (!NAME.test(name)) throw new Error(`not a sample: ${line}`);
  const labels: Record<string, string> = {};
  for (let rest = inside ?? ''; rest !== '';) {
    const [whole = '', label = '', value = ''] = LABEL.exec(rest) ?? [];
    if (label === '' || label in labels || label.startsWith('__')) throw new Error(`not a label: ${line}`);
    labels[label] = value.replace(/\\([\\"n])/g, (_, c: string) => (c === 'n' ? '\n' : c));
    rest = rest.slice(whole.length);
  }
  const value = /^[+-]Inf$/.test(number) ? (number.startsWith('+') ? Infinity : -Infinity) : Number(number);
  if (number !== 'NaN' && Number.isNaN(value)) throw new Error(`not a number: ${line}`);
  return { name, labels, value };
}

function checkHistogram(name: string, { samples }: Family): void {
  const groups = Map.groupBy(samples, ({ labels: { le: _, ...rest } }) => JSON.stringify(Object.entries(rest).sort()));
  for (const [labels, group] of groups) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels: { le } }) => (le === '+Inf' ? Infinity : Number(le)));
    const counts = buckets.map(({ value }) => value);
    const count = group.find((sample) => sample.name === `${name}_count`)?.value;
    const grows = (values: number[]) => values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0));
    const whole =
      bounds.at(-1) === Infinity && counts.at(-1) === count && group.some((sample) => sample.name === `${name}_sum`);
    if (!whole || !grows(bounds) || !grows(counts)) throw new Error(`the histogram ${name} ${labels} is not whole`);
  }
}
