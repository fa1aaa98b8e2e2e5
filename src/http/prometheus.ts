/*
 * The text format of Prometheus, version 0.0.4.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */

export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels: Labels;
  value: number;
  /** A part of a histogram. */
  part?: 'bucket' | 'sum' | 'count';
}

export interface Metric {
  name: string;
  help: string;
  type: 'gauge' | 'histogram';
  samples: readonly Sample[];
}

export const render = (metrics: readonly Metric[]): string => metrics.map(renderMetric).join('');

function renderMetric({ name, help, type, samples }: Metric): string {
  const lines = samples.map(
    ({ labels, value, part }) =>
      `${name}${part === undefined ? '' : `_${part}`}${renderLabels(labels)} ${renderValue(value)}\n`,
  );
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeValue = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

function renderValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

/** Everything a label may say that its list does not name. */
const OTHER = 'other';

/**
 * Counts by labels whose values are known beforehand: whatever the data holds, there are never more series than that, and a series is
 * there before anything is counted in it.
 */
export class Tally<Name extends string> {
  readonly #values: Readonly<Record<Name, readonly string[]>>;
  readonly #counts = new Map<string, Sample>();

  constructor(values: Readonly<Record<Name, readonly string[]>>) {
    this.#values = values;
    let combinations: Labels[] = [{}];
    for (const [name, allowed] of Object.entries<readonly string[]>(values)) {
      combinations = combinations.flatMap((labels) => allowed.map((value) => ({ ...labels, [name]: value })));
    }
    for (const labels of combinations) this.#counts.set(JSON.stringify(labels), { labels, value: 0 });
  }

  add(labels: Readonly<Record<Name, string>>, amount: number): void {
    const bounded = Object.fromEntries(
      Object.entries<readonly string[]>(this.#values).map(([name, allowed]) => {
        const value = labels[name as Name];
        return [name, allowed.includes(value) ? value : OTHER];
      }),
    );
    const key = JSON.stringify(bounded);
    const before = this.#counts.get(key)?.value ?? 0;
    this.#counts.set(key, { labels: bounded, value: before + amount });
  }

  get samples(): Sample[] {
    return [...this.#counts.values()];
  }
}
