import { type FC } from 'hono/jsx';
import { type CallsOfHour } from '../../db/audit';
import { count } from './page-parts';

const WIDTH = 240;
const HEIGHT = 60;

/** Tool calls by hour, oldest first, as bars; the same in words for whoever does not see them. */
export const CallsChart: FC<{ hours: readonly CallsOfHour[] }> = ({ hours }) => {
  const most = Math.max(1, ...hours.map(({ ok, bad }) => ok + bad));
  const step = WIDTH / hours.length;
  const height = (calls: number) => (calls === 0 ? 0 : Math.max(1.5, (calls / most) * (HEIGHT - 4)));
  return (
    <div>
      <svg
        class="chart"
        role="img"
        aria-label={inWords(hours)}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {hours.map(({ ok, bad }, index) => (
          <>
            {ok + bad > 0 && (
              <rect
                class="bar-ok"
                x={index * step + 1}
                width={step - 2}
                y={HEIGHT - 1 - height(ok + bad)}
                height={height(ok + bad)}
              />
            )}
            {bad > 0 && (
              <rect
                class="bar-bad"
                x={index * step + 1}
                width={step - 2}
                y={HEIGHT - 1 - height(bad)}
                height={height(bad)}
              />
            )}
          </>
        ))}
        <path class="axis" d={`M0 ${HEIGHT - 0.5}h${WIDTH}`} />
      </svg>
      <p class="chart-foot">
        <span>{hours.length} h ago</span>
        {hours.some(({ bad }) => bad > 0) && (
          <span>
            <span class="key-bad" aria-hidden="true" /> refused or failed
          </span>
        )}
        <span>now</span>
      </p>
    </div>
  );
};

/** The chart in a sentence. */
export function inWords(hours: readonly CallsOfHour[]): string {
  const all = hours.reduce((sum, { ok, bad }) => sum + ok + bad, 0);
  if (all === 0) return `No tool calls in the last ${count(hours.length, 'hour')}.`;
  const bad = hours.reduce((sum, hour) => sum + hour.bad, 0);
  const busiest = hours.reduce(
    (best, { ok, bad }, index) => (ok + bad > best.calls ? { calls: ok + bad, index } : best),
    { calls: 0, index: 0 },
  );
  const ago = hours.length - 1 - busiest.index;
  const when = ago === 0 ? 'in the last hour' : `${count(ago, 'hour')} ago`;
  return `${count(all, 'tool call')} in the last ${hours.length} hours, ${bad} of them refused or failed; most ${when}: ${busiest.calls}.`;
}
