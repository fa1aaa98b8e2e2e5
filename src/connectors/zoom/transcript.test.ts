import { expect, test } from 'vitest';
import { clock, mergeCues, parseVtt } from './transcript';

test('reads what Zoom writes', () => {
  const file = [
    'WEBVTT',
    '',
    '1',
    '00:00:04.000 --> 00:00:07.800',
    'Maren Holt: Thank you for making the time.',
    '',
    '2',
    '00:00:09.300 --> 00:00:12.000',
    'Ruth Calder (Brackwater): One thing: R&amp;D says 3 &lt; 4,',
    'and &amp;lt; stays.',
    '',
    '3',
    '01:02:03.500 --> 01:02:04.000',
    'nobody knows who said this',
    '',
  ].join('\r\n');
  expect(parseVtt(file)).toEqual([
    { start: 4, speaker: 'Maren Holt', text: 'Thank you for making the time.' },
    { start: 9.3, speaker: 'Ruth Calder (Brackwater)', text: 'One thing: R&D says 3 < 4, and &lt; stays.' },
    { start: 3723.5, text: 'nobody knows who said this' },
  ]);
});

test('reads the rest of WebVTT: notes, styles, voices, short times, settings', () => {
  const file = `\uFEFFWEBVTT - by somebody

NOTE a remark --> of no consequence

STYLE
::cue { color: red }

00:04.000 --> 00:05.000 align:start position:0%
<v.loud Ada Lovelace>Hello <i>there</i>, <00:04.500>you.</v>

intro
00:06.000 --> 00:07.000
Ada: 7 --> 8 is what I said

00:08.000 --> 00:09.000

`;
  expect(parseVtt(file)).toEqual([
    { start: 4, speaker: 'Ada Lovelace', text: 'Hello there, you.' },
    { start: 6, speaker: 'Ada', text: '7 --> 8 is what I said' },
  ]);
});

test('an empty transcript is one', () => {
  expect(parseVtt('WEBVTT')).toEqual([]);
});

test.each(['<!doctype html><title>Sign in</title>', '', 'WEBVTTX\n\n00:01.000 --> 00:02.000\nx', '{"code":124}'])(
  'takes nothing else for a transcript: %s',
  (file) => {
    expect(() => parseVtt(file)).toThrow('Zoom sent no transcript where it promised one.');
  },
);

test('stays quick on a hostile file', () => {
  const nasty = `WEBVTT\n\n00:01.000 --> 00:02.000\n${'<v '.repeat(300_000)}\n\n${'00:'.repeat(300_000)}`;
  const startedAt = Date.now();
  expect(parseVtt(nasty)).toHaveLength(1);
  expect(Date.now() - startedAt).toBeLessThan(2_000);
});

test('joins what one speaker says in a row, up to a readable length', () => {
  const cues = [
    { start: 1, speaker: 'Ada', text: 'One.' },
    { start: 2, speaker: 'Ada', text: 'Two.' },
    { start: 3, speaker: 'Bob', text: 'Three.' },
    { start: 4, text: 'Four.' },
    { start: 5, text: 'Five.' },
    { start: 6, speaker: 'Ada', text: 'Six.' },
  ];
  expect(mergeCues(cues)).toEqual([
    { start: 1, speaker: 'Ada', text: 'One. Two.' },
    { start: 3, speaker: 'Bob', text: 'Three.' },
    { start: 4, text: 'Four. Five.' },
    { start: 6, speaker: 'Ada', text: 'Six.' },
  ]);
  const speech = Array.from({ length: 100 }, (_, at) => ({ start: at, speaker: 'Ada', text: 'x'.repeat(99) }));
  const merged = mergeCues(speech);
  expect(merged).toHaveLength(7);
  expect(Math.max(...merged.map((cue) => cue.text.length))).toBeLessThanOrEqual(1500);
  expect(speech[0]?.text).toHaveLength(99);
});

test('writes times', () => {
  expect([0, 59.9, 61, 3723.5, 360_000].map(clock)).toEqual([
    '00:00:00',
    '00:00:59',
    '00:01:01',
    '01:02:03',
    '100:00:00',
  ]);
});
