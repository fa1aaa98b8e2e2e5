import { fullName, person } from '../people';
import { withDays } from '../time';
import { type Held, type Meeting, type Speaker } from './types';

export interface Cue {
  speaker: string;
  text: string;
  /** Seconds from the beginning of the recording. */
  start: number;
  end: number;
}

export const speakerName = (meeting: Meeting, speaker: Speaker): string =>
  speaker === 'guest' ? (meeting.guest?.name ?? 'Guest') : fullName(person(speaker));

/** Spoken at an even pace, with a breath between speakers. */
export function cuesOf(meeting: Meeting, held: Held, anchor: number): Cue[] {
  let clock = 4;
  return (held.lines ?? []).map(([who, line]) => {
    const text = withDays(line, anchor);
    const start = clock;
    const end = start + Math.round(text.split(/\s+/).length * 0.42 * 10) / 10;
    clock = end + 1.5;
    return { speaker: speakerName(meeting, who), text, start, end };
  });
}

const stamp = (seconds: number): string => new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23);

/** As Zoom writes transcripts: numbered cues, the speaker before a colon. */
export function webVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(
    (cue, index) => `${index + 1}\r\n${stamp(cue.start)} --> ${stamp(cue.end)}\r\n${cue.speaker}: ${cue.text}\r\n`,
  );
  return ['WEBVTT\r\n', ...blocks].join('\r\n');
}
