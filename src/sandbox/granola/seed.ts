import { type Sandbox } from '../platform';
import { cuesOf, MEETINGS, type Held, type Meeting } from '../world/meetings';
import { fullName, person, STAFF, type PersonKey } from '../world/people';
import { moment, withDays } from '../world/time';
import { FOLDERS, granolaId, Notebook } from './model';

/** Two keys of each person, made in Granola's settings. */
export const granolaKey = (name: string): string => `grn_sandbox_${name}`;

export function seedGranola(sandbox: Sandbox): void {
  sandbox.tokens.plant('granola', STAFF, granolaKey);
  const notebook = new Notebook(sandbox);
  for (const meeting of MEETINGS)
    meeting.held.forEach((held, index) => {
      // Whoever of the company was there has a note of their own.
      for (const owner of held.attended.filter((key) => STAFF.includes(key)))
        seedNote(notebook, meeting, held, owner, index);
    });
}

function seedNote(notebook: Notebook, meeting: Meeting, held: Held, owner: PersonKey, index: number): void {
  const { anchor } = notebook.sandbox;
  const start = moment(anchor, held.at);
  const end = start + held.minutes * 60_000;
  const say = (text: string) => withDays(text, anchor);
  const { summary } = held;
  const overview = say(summary?.overview ?? `${meeting.topic}: no summary was asked for.`);
  const details = (summary?.details ?? []).map(({ label, summary: text }) => `### ${label}\n\n- ${say(text)}`);
  const next =
    summary === undefined ? [] : [`### Next steps\n\n${summary.next.map((step) => `- ${say(step)}`).join('\n')}`];
  const outside = held.attended.some((key) => !STAFF.includes(key));
  const [customers, house] = FOLDERS;
  const id = granolaId('not', `${owner}:${meeting.key}:${index}`);
  notebook.notes.put(owner, id, {
    id,
    owner,
    title: meeting.topic,
    created: start,
    updated: end + 60_000,
    start,
    end: start + meeting.minutes * 60_000,
    attendees: [
      ...held.attended.map((key) => ({ name: fullName(person(key)), email: person(key).email })),
      ...(meeting.guest ? [meeting.guest] : []),
    ],
    folders: [(outside ? customers : house)?.id ?? ''],
    summary: {
      text: [overview, ...(summary?.next ?? []).map(say)].join(' '),
      markdown: [overview, ...details, ...next].join('\n\n'),
    },
    transcript: cuesOf(meeting, held, anchor).map((cue) => ({
      mine: cue.speaker === fullName(person(owner)),
      text: cue.text,
      start: start + cue.start * 1000,
      end: start + cue.end * 1000,
    })),
  });
}
