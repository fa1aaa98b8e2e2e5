import { SeneschalError } from '../../core/errors';

export interface Cue {
  /** Seconds from the beginning of the recording. */
  start: number;
  /** Absent where Zoom could not tell. */
  speaker?: string;
  text: string;
}

/** A longer stretch by one speaker is split, so that a page stays of a readable size. In characters. */
const LONGEST_SEGMENT = 1500;

const TIMING = /^(?:(\d{2,4}):)?(\d\d):(\d\d)[.,](\d{3})[ \t]+-->/;

/**
 * Reads a WebVTT transcript as Zoom writes it: the speaker stands before a colon, or in a voice tag.
 * @throws {SeneschalError} `invalid_response` for anything that is not WebVTT, such as a sign-in page.
 * @see https://www.w3.org/TR/webvtt1/
 */
export function parseVtt(file: string): Cue[] {
  const text = file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (!/^WEBVTT(?:[ \t\n]|$)/.test(text)) {
    throw new SeneschalError(
      'invalid_response',
      'Zoom sent no transcript where it promised one. Its owner may have restricted downloads; otherwise try again in a moment.',
      { detail: `a download of ${file.length} characters that is not WebVTT` },
    );
  }
  return text
    .split(/\n{2,}/)
    .map(readCue)
    .filter((cue) => cue !== undefined);
}

/** The timing is a block's first line or, after an id, its second: speech that looks like one stays speech. */
function readCue(block: string): Cue | undefined {
  const lines = block.split('\n').filter((line) => line !== '');
  const at = TIMING.test(lines[0] ?? '') ? 0 : 1;
  const timing = TIMING.exec(lines[at] ?? '');
  const spoken = lines
    .slice(at + 1)
    .join(' ')
    .trim();
  if (timing === null || spoken === '') return undefined;
  const [, hours = '0', minutes, seconds, thousandths] = timing;
  const start = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(thousandths) / 1000;
  return { start, ...speakerOf(spoken) };
}

function speakerOf(spoken: string): { speaker?: string; text: string } {
  const voice = /^<v(?:\.[^\s>]{1,100})?\s([^>]{1,100})>/.exec(spoken);
  if (voice !== null) return { speaker: plain(voice[1] ?? ''), text: plain(spoken) };
  const named = /^([^:<>]{1,80}):\s+(?=\S)/.exec(spoken);
  if (named === null) return { text: plain(spoken) };
  return { speaker: plain(named[1] ?? ''), text: plain(spoken.slice(named[0].length)) };
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  lrm: '',
  rlm: '',
  '#39': "'",
};

/** Without WebVTT's own tags, and with its character references read once. */
const plain = (text: string): string =>
  text
    .replace(/<\/?(?:c|i|b|u|v|ruby|rt|lang)(?:[.\s][^>]{0,200})?>|<\d[\d:.]{0,20}>/g, '')
    .replace(/&(amp|lt|gt|quot|nbsp|lrm|rlm|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
    .trim();

/** Joins what one speaker said in a row; the first cue's time stays. */
export function mergeCues(cues: readonly Cue[]): Cue[] {
  const merged: Cue[] = [];
  for (const cue of cues) {
    const last = merged.at(-1);
    const fits = last !== undefined && last.text.length + cue.text.length < LONGEST_SEGMENT;
    if (fits && last.speaker === cue.speaker) last.text += ` ${cue.text}`;
    else merged.push({ ...cue });
  }
  return merged;
}

/** `01:02:03` for 3,723 seconds. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
