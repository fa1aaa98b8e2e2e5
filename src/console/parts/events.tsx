import { type FC } from 'hono/jsx';
import { INTEGRATION_STATES, type IntegrationState } from '../../core/integration-state';
import { nameOf } from '../words';
import { StateBadge } from './badge';
import { Empty, Panel } from './page-parts';
import { Time } from './time';

/** An event as the API answers it. */
export interface EventView {
  id: string;
  at: string;
  type: string;
  actor: string;
  subject: string;
  data: Record<string, unknown>;
}

interface EventListProps {
  events: readonly EventView[];
  /** Cursor of older ones; null at the end. */
  older: string | null;
  names: ReadonlyMap<string, string>;
  self: string;
  integrationId: string;
}

/** What happened to an integration, newest first. */
export const EventList: FC<EventListProps> = ({ events, older, names, self, integrationId }) => (
  <Panel id="events" title="Events" flush actions={<a href={`/integrations/${integrationId}/events`}>As JSON</a>}>
    {events.length === 0 ? (
      <Empty title="No events here" />
    ) : (
      <ol class="rows">
        {events.map((event) => (
          <li>
            <div class="what">
              <What event={event} />
            </div>
            <span class="soft">
              {nameOf(names, event.actor, self)} · <Time at={event.at} />
            </span>
          </li>
        ))}
      </ol>
    )}
    {older !== null && (
      <p class="pager">
        <a class="button small" href={`/integrations/${integrationId}?cursor=${older}#events`} rel="next">
          Older events
        </a>
      </p>
    )}
  </Panel>
);

const WORDS: Readonly<Record<string, string>> = {
  'integration.created': 'Connected for the first time',
  'integration.reconnected': 'Connected again',
  'integration.shared': 'Changed who may use it',
  'integration.disconnected': 'Disconnected',
  'token.renewal_lost': 'The answer to a renewal was lost; tried once more',
  'breaker.opened': 'Calls paused after five failures in a row',
  'breaker.closed': 'Calls go through again',
};

const What: FC<{ event: EventView }> = ({ event: { type, data } }) => {
  const { from, to, event, summary } = data;
  if (type === 'integration.state_changed' && isState(from) && isState(to)) {
    return (
      <span class="title">
        <StateBadge state={from} /> <span aria-hidden="true">→</span>
        <span class="unseen">became</span> <StateBadge state={to} />
        {typeof event === 'string' && <span class="soft plain">{event}</span>}
      </span>
    );
  }
  if (type === 'webhook.received') return <span>{typeof summary === 'string' ? summary : 'A webhook arrived'}</span>;
  return <span>{WORDS[type] ?? type}</span>;
};

const isState = (value: unknown): value is IntegrationState => INTEGRATION_STATES.some((state) => state === value);
