import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { type Connector } from '../core/define-connector';
import { type ConcernedDelivery, DELIVERY_STATUSES, type DeliveryStatus } from '../db/webhook-list';
import { NoticeOf } from './notices';
import { DELIVERIES, DeliveryBadge } from './parts/badge';
import { Field, Form } from './parts/form';
import { Empty, Live, PageHead, Panel } from './parts/page-parts';
import { Cell, Row, Table } from './parts/table';
import { Time } from './parts/time';

interface Query {
  status?: DeliveryStatus | undefined;
  platform?: string | undefined;
}

export interface WebhooksPageProps {
  person: Person;
  deliveries: readonly ConcernedDelivery[];
  query: Query;
  /** Connectors whose platforms send webhooks. */
  senders: readonly Pick<Connector, 'id' | 'title'>[];
  /** Platforms on which this person may write through an integration. */
  writable: ReadonlySet<string>;
  /** Is this beyond the first page? */
  older: boolean;
  nextCursor: string | null;
  notice: string | undefined;
}

/** What platforms reported to us, and what became of it. */
export const WebhooksPage: FC<WebhooksPageProps> = (props) => {
  const { person, deliveries, query, senders, writable, older, nextCursor, notice } = props;
  const filtered = Object.values(query).some((value) => value !== undefined);
  const titles = new Map(senders.map(({ id, title }) => [id, title]));
  const list =
    deliveries.length === 0 ? (
      <Nothing filtered={filtered || older} />
    ) : (
      <Table caption="Webhook deliveries" columns={['Delivery', 'Status', 'Received', 'Attempts', '']}>
        {deliveries.map((delivery) => (
          <Row>
            <Cell>
              <strong>{titles.get(delivery.platform) ?? delivery.platform}</strong> {delivery.type}
              <span class="hint">
                <code>{delivery.deliveryId}</code>
              </span>
            </Cell>
            <Cell label="Status" class="tight">
              <DeliveryBadge status={delivery.status} />
              {delivery.error !== null && (
                <span class="hint">
                  <code>{delivery.error}</code>
                </span>
              )}
            </Cell>
            <Cell label="Received" class="tight">
              <Time at={delivery.receivedAt} />
            </Cell>
            <Cell label="Attempts" class="tight">
              {delivery.attempts}
            </Cell>
            <Cell class="end">
              {(delivery.status === 'dead' || delivery.status === 'failed') && writable.has(delivery.platform) && (
                <Form action={`/webhooks/events/${delivery.id}/replay`} csrf={person.csrf}>
                  <button type="submit" class="button small">
                    Replay<span class="unseen"> {delivery.deliveryId}</span>
                  </button>
                </Form>
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    );
  return (
    <>
      <PageHead
        title="Webhooks"
        lead="What platforms reported about the integrations you may use, newest first, and what became of it. What could not be handled is tried again by itself, and kept here to replay after that."
      />
      <NoticeOf code={notice} />
      <Panel id="deliveries" title="Deliveries" flush actions={<a href="/webhooks/events">As JSON</a>}>
        <form method="get" action="/webhooks" class="form-grid toolbar">
          <Field label="Status">
            <select name="status" class="input">
              <option value="">Any</option>
              {DELIVERY_STATUSES.map((status) => (
                <option value={status} selected={query.status === status}>
                  {DELIVERIES[status].word}
                </option>
              ))}
            </select>
          </Field>
          <Field label="Platform">
            <select name="platform" class="input">
              <option value="">Any</option>
              {senders.map(({ id, title }) => (
                <option value={id} selected={query.platform === id}>
                  {title}
                </option>
              ))}
            </select>
          </Field>
          <div class="actions">
            <button type="submit" class="button">
              Apply
            </button>
            {filtered && (
              <a class="button quiet" href="/webhooks">
                Clear
              </a>
            )}
          </div>
        </form>
        {older ? list : <Live id="deliveries">{list}</Live>}
        {(older || nextCursor !== null) && (
          <p class="pager">
            {older && (
              <a class="button small" href={`/webhooks?${search(query)}`} rel="first">
                Newest
              </a>
            )}
            {nextCursor !== null && (
              <a class="button small" href={`/webhooks?${search({ ...query, cursor: nextCursor })}`} rel="next">
                Older
              </a>
            )}
          </p>
        )}
      </Panel>
    </>
  );
};

const Nothing: FC<{ filtered: boolean }> = ({ filtered }) =>
  filtered ? (
    <Empty title="Nothing fits">
      <p>
        <a href="/webhooks">Clear the filter</a> to see everything.
      </p>
    </Empty>
  ) : (
    <Empty title="Nothing yet">
      <p>
        <a href="/integrations">Connect an account</a>: what its platform reports is listed here as soon as it arrives.
      </p>
    </Empty>
  );

const search = (values: Query & { cursor?: string }): string =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString();
