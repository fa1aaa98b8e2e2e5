import { describe, expect, it } from 'vitest';
import { parsePrometheus } from '../../test/support/prometheus';
import { render, Tally } from './prometheus';

describe('the text format', () => {
  it('is what Prometheus documents', () => {
    const text = render([
      { name: 'a_total', help: 'With a \\ and\na second line.', type: 'gauge', samples: [{ labels: {}, value: 3 }] },
      {
        name: 'b',
        help: 'By label.',
        type: 'gauge',
        samples: [
          { labels: { path: 'C:\\DIR\\FILE.TXT', error: 'Cannot find "FILE"\n' }, value: 1.458255915e9 },
          { labels: { path: '', error: 'ä {=},' }, value: -Infinity },
          { labels: { path: '/', error: '' }, value: Number.NaN },
          { labels: { path: '/', error: 'x' }, value: Number.POSITIVE_INFINITY },
        ],
      },
      { name: 'c', help: 'Empty.', type: 'gauge', samples: [] },
    ]);
    expect(text).toBe(
      [
        '# HELP a_total With a \\\\ and\\na second line.',
        '# TYPE a_total gauge',
        'a_total 3',
        '# HELP b By label.',
        '# TYPE b gauge',
        'b{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find \\"FILE\\"\\n"} 1458255915',
        'b{path="",error="ä {=},"} -Inf',
        'b{path="/",error=""} NaN',
        'b{path="/",error="x"} +Inf',
        '# HELP c Empty.',
        '# TYPE c gauge',
        '',
      ].join('\n'),
    );
    const parsed = parsePrometheus(text);
    expect(parsed.get('a_total')?.help).toBe('With a \\ and\na second line.');
    expect(parsed.get('b')?.samples[0]?.labels).toEqual({ path: 'C:\\DIR\\FILE.TXT', error: 'Cannot find "FILE"\n' });
  });

  it('writes the parts of a histogram', () => {
    const of = (part: 'bucket' | 'sum' | 'count', value: number, le?: string) => ({
      labels: { ...(le !== undefined && { le }) },
      value,
      part,
    });
    const samples = [of('bucket', 1, '0.5'), of('bucket', 2, '+Inf'), of('sum', 3.25), of('count', 2)];
    const text = render([{ name: 'h', help: 'H.', type: 'histogram', samples }]);
    expect(text).toBe(
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="0.5"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3.25\nh_count 2\n',
    );
    expect(parsePrometheus(text).get('h')?.samples).toHaveLength(4);
  });
});

describe('the parser of these tests', () => {
  const head = '# HELP a A.\n# TYPE a gauge\n';
  const histogram = '# HELP h H.\n# TYPE h histogram\n';
  it.each([
    ['an end without a line', `${head}a 1`],
    ['a sample without a family', 'a 1\n'],
    ['a sample of another family', `${head}b 1\n`],
    ['a type without help', '# TYPE a gauge\na 1\n'],
    ['an unknown type', '# HELP a A.\n# TYPE a number\na 1\n'],
    ['a family in two pieces', `${head}a 1\n# HELP b B.\n# TYPE b gauge\nb 1\n${head}a{x="1"} 1\n`],
    ['a series twice', `${head}a{x="1",y="2"} 1\na{y="2",x="1"} 1\n`],
    ['a label twice', `${head}a{x="1",x="2"} 1\n`],
    ['an open quote', `${head}a{x="1} 1\n`],
    ['an unknown escape', `${head}a{x="\\t"} 1\n`],
    ['no number', `${head}a one\n`],
    ['buckets that shrink', `${histogram}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`],
    ['no last bucket', `${histogram}h_bucket{le="1"} 2\nh_sum 1\nh_count 2\n`],
    ['a count of its own', `${histogram}h_bucket{le="+Inf"} 2\nh_sum 1\nh_count 3\n`],
  ])('refuses %s', (_what, text) => {
    expect(() => parsePrometheus(text)).toThrow();
  });
});

describe('a tally', () => {
  it('has every series from the start, and no other than those and "other"', () => {
    const tally = new Tally({ platform: ['slack', 'zoom'], status: ['ok', 'bad'] });
    tally.add({ platform: 'zoom', status: 'ok' }, 2);
    tally.add({ platform: 'zoom', status: 'ok' }, 3);
    tally.add({ platform: 'a person', status: 'ok' }, 1);
    tally.add({ platform: 'another', status: 'ok' }, 1);
    expect(tally.samples).toEqual([
      { labels: { platform: 'slack', status: 'ok' }, value: 0 },
      { labels: { platform: 'slack', status: 'bad' }, value: 0 },
      { labels: { platform: 'zoom', status: 'ok' }, value: 5 },
      { labels: { platform: 'zoom', status: 'bad' }, value: 0 },
      { labels: { platform: 'other', status: 'ok' }, value: 2 },
    ]);
  });
});
