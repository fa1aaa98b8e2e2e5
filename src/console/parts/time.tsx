import { type FC } from 'hono/jsx';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** `3 min ago`, `in 2 h`, `4 days ago`; a date where that says more. Times are milliseconds since 1970. */
export function relativeTime(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance < MINUTE) return at > now ? 'in under a minute' : 'just now';
  if (distance >= 45 * DAY) return DATE.format(at);
  const amount = spanOf(distance);
  return at > now ? `in ${amount}` : `${amount} ago`;
}

function spanOf(distance: number): string {
  if (distance < HOUR) return `${Math.floor(distance / MINUTE)} min`;
  if (distance < 2 * DAY) return `${Math.floor(distance / HOUR)} h`;
  return `${Math.floor(distance / DAY)} days`;
}

/** A time: relative to read, exact to hover and for machines. */
export const Time: FC<{ at: number | string; now?: number }> = ({ at, now = Date.now() }) => {
  const exact = new Date(at).toISOString();
  return (
    <time datetime={exact} title={exact}>
      {relativeTime(new Date(at).getTime(), now)}
    </time>
  );
};
