import { type GranolaNote, personOf } from './schema';

const WEEK_MS = 7 * 86_400_000;
/** A note without a planned end counts as a meeting of this length, in minutes. */
const USUAL_MINUTES = 30;

export interface Week {
  /** The Monday it begins with, UTC. */
  week: string;
  meetings: number;
  hours: number;
  people: number;
}

/** Meetings, hours and different people of each week that had any, newest first. Weeks begin on Monday (ISO 8601), in UTC. */
export function weeksOf(notes: readonly GranolaNote[]): Week[] {
  const weeks = new Map<number, { meetings: number; minutes: number; people: Set<string> }>();
  for (const note of notes) {
    const { start, minutes } = lengthOf(note);
    if (Number.isNaN(start)) continue;
    const monday = mondayOf(start);
    const week = weeks.get(monday) ?? { meetings: 0, minutes: 0, people: new Set() };
    week.meetings += 1;
    week.minutes += minutes;
    for (const one of note.attendees ?? []) week.people.add((one.email ?? personOf(one)).toLowerCase());
    weeks.set(monday, week);
  }
  return [...weeks]
    .sort(([a], [b]) => b - a)
    .map(([monday, { meetings, minutes, people }]) => ({
      week: new Date(monday).toISOString().slice(0, 10),
      meetings,
      hours: Math.round((minutes / 60) * 100) / 100,
      people: people.size,
    }));
}

function lengthOf({ calendar_event: event, created_at: created }: GranolaNote): { start: number; minutes: number } {
  const start = Date.parse(event?.scheduled_start_time ?? created ?? '');
  const minutes = (Date.parse(event?.scheduled_end_time ?? '') - start) / 60_000;
  return { start, minutes: minutes > 0 ? minutes : USUAL_MINUTES };
}

/** 1970 began on a Thursday: three days after a Monday. */
const mondayOf = (at: number): number => {
  const shift = 3 * 86_400_000;
  return Math.floor((at + shift) / WEEK_MS) * WEEK_MS - shift;
};
