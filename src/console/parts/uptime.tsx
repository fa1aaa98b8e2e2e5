import { type FC } from 'hono/jsx';
import { type HealthDay, uptimeOf } from '../../db/health-board';
import { count } from './page-parts';

const STEP = 6;
const BAR = 4;
const HEIGHT = 20;
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const DAY_MS = 86_400_000;
/** Days named one by one; more of them are counted. */
const MOST_NAMED = 3;

type Kind = 'up' | 'limited' | 'part' | 'down' | 'none' | 'before';

/** The lower a bar, the worse the day: not told by colour alone. */
const HEIGHTS: Readonly<Record<Kind, number>> = { up: 20, limited: 15, part: 10, down: 6, none: 2, before: 2 };

interface UptimeProps {
  days: readonly HealthDay[];
  /** When the account was connected, in milliseconds since 1970: days before that are nobody's. */
  since: number;
}

/** An integration's days, oldest first, as bars; the same in words for whoever does not see them. */
export const UptimeBar: FC<UptimeProps> = ({ days, since }) => (
  <svg
    class="uptime"
    role="img"
    aria-label={uptimeWords(days, since)}
    viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
    preserveAspectRatio="none"
  >
    {days.map((day, index) => {
      const kind = kindOf(day, since);
      return (
        <rect class={kind} x={index * STEP + 1} width={BAR} y={HEIGHT - HEIGHTS[kind]} height={HEIGHTS[kind]}>
          <title>{dayWords(day, kind)}</title>
        </rect>
      );
    })}
  </svg>
);

function kindOf({ day, healthy, degraded, unhealthy }: HealthDay, since: number): Kind {
  if (healthy + degraded + unhealthy === 0) return day + DAY_MS <= since ? 'before' : 'none';
  if (unhealthy > 0) return healthy + degraded > 0 ? 'part' : 'down';
  return degraded > 0 ? 'limited' : 'up';
}

const dayWords = ({ day, healthy, degraded, unhealthy }: HealthDay, kind: Kind): string => {
  const date = DAY.format(day);
  if (kind === 'before') return `${date}: not connected yet`;
  if (kind === 'none') return `${date}: no check`;
  const checks = healthy + degraded + unhealthy;
  const limited = degraded > 0 ? `, ${degraded} limited` : '';
  return `${date}: ${checks - unhealthy} of ${count(checks, 'check')} answered${limited}`;
};

/** The share of checks that were answered, never rounded up to all of them; empty where there were none. */
export function uptimePercent(days: readonly HealthDay[]): string {
  const { share } = uptimeOf(days);
  return share === null ? '' : share === 1 ? '100 %' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

/** The bar in sentences. */
export function uptimeWords(days: readonly HealthDay[], since: number): string {
  const { checks } = uptimeOf(days);
  const of = (...kinds: Kind[]) => days.filter((day) => kinds.includes(kindOf(day, since)));
  const missing = of('none').length;
  const said = [
    checks === 0
      ? `No check in ${count(days.length, 'day')}.`
      : `Answered ${uptimePercent(days)} of ${count(checks, 'check')} in ${days.length} days.`,
    ...(checks > 0 && missing > 0 ? [`No check on ${count(missing, 'day')}.`] : []),
  ];
  const down = of('part', 'down');
  if (down.length === 0) return said.join(' ');
  const when = down.length > MOST_NAMED ? count(down.length, 'day') : down.map(({ day }) => DAY.format(day)).join(', ');
  return [...said, `Down on ${when}.`].join(' ');
}
