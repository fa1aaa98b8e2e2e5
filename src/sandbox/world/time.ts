/** A moment of the company: days from the day of seeding, and a time of day in UTC. */
export type At = readonly [day: number, time: string];

export const DAY = 86_400_000;

export const midnight = (ms: number): number => Math.floor(ms / DAY) * DAY;

export function moment(anchor: number, [day, time]: At): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return anchor + day * DAY + (hours * 60 + minutes) * 60_000;
}

const spoken = (ms: number): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(ms);

/** Texts name days as `{day:+3}`, because what day of the week that is depends on when the company was seeded. */
export const withDays = (text: string, anchor: number): string =>
  text.replace(/\{day:([+-]\d+)\}/g, (_, offset: string) => spoken(anchor + Number(offset) * DAY));

/** As the platforms write it: no milliseconds. */
export const isoSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
