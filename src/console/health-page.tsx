import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { type Connector } from '../core/define-connector';
import { turnOf } from '../core/errors';
import { isOverdue } from '../core/health';
import { needsReconnect } from '../core/integration-state';
import { type IntegrationView } from '../core/integration-view';
import { type ActiveSync, type ExpiringToken, type HealthDay, type RecentError } from '../db/health-board';
import { type ConcernedDelivery } from '../db/webhook-list';
import { type Attention } from './attention';
import { Badge, DeliveryBadge, HealthBadge, StateBadge } from './parts/badge';
import { Form } from './parts/form';
import { count, Empty, Live, PageHead, Panel } from './parts/page-parts';
import { Cell, Row, Table } from './parts/table';
import { Time } from './parts/time';
import { UptimeBar, uptimePercent } from './parts/uptime';
import { errorWords, TURNS } from './words';

export interface HealthPageProps {
  person: Person;
  connectors: readonly Connector[];
  integrations: readonly IntegrationView[];
  /** How many there are, on this page and others. */
  total: number;
  days: ReadonlyMap<string, readonly HealthDay[]>;
  attention: readonly Attention[];
  tokens: readonly ExpiringToken[];
  syncs: readonly ActiveSync[];
  errors: readonly RecentError[];
  deliveries: readonly ConcernedDelivery[];
  /** Where the lists go on; null at their end. */
  next: { integrations: string | null; errors: string | null };
  /** Is this beyond the first page of anything? */
  older: boolean;
  now: number;
}

/** How every integration does, how it did, and what goes on behind it. */
export const HealthPage: FC<HealthPageProps> = (props) => {
  const body = (
    <>
      <Board {...props} />
      <Tokens {...props} />
      <Syncs {...props} />
      <Errors {...props} />
      <Deliveries {...props} />
    </>
  );
  return (
    <>
      <PageHead title="Health" lead={leadOf(props)} />
      {props.older ? body : <Live id="health">{body}</Live>}
    </>
  );
};

function leadOf({ total, attention, integrations }: HealthPageProps): string {
  if (total === 0) return 'How the accounts you may use do, and how they did.';
  const needing = new Set(attention.map(({ integration }) => integration.id));
  const bad = integrations.filter(({ id }) => needing.has(id)).length;
  const how = bad === 0 ? 'Everything is all right.' : `${count(bad, 'needs', 'need')} a look.`;
  return `${count(total, 'account')}, each checked every six hours. ${how}`;
}

const titleOf = (connectors: readonly Connector[], platform: string): string =>
  connectors.find(({ id }) => id === platform)?.title ?? platform;

const Board: FC<HealthPageProps> = (props) => {
  const { person, connectors, integrations, days, attention, next, older, now } = props;
  const fixes = new Map(attention.map((each) => [each.integration.id, each]));
  return (
    <Panel id="board" title="Accounts" flush actions={<a href="/health/integrations">As JSON</a>}>
      {integrations.length === 0 ? (
        <Empty title="Nothing connected yet">
          <p>
            <a href="/integrations">Connect an account</a>: from then on its health is kept here.
          </p>
        </Empty>
      ) : (
        <Table caption="Accounts" class="board" columns={['Account', 'State', 'Health', 'Last 30 days', 'Checked', '']}>
          {integrations.map((integration) => {
            const { id, platform, account, state, health, createdAt } = integration;
            const own = days.get(id) ?? [];
            return (
              <Row>
                <Cell>
                  <a href={`/integrations/${id}`}>
                    <strong>{account.label}</strong>
                  </a>
                  <span class="hint">{titleOf(connectors, platform)}</span>
                </Cell>
                <Cell label="State" class="tight">
                  <StateBadge state={state} />
                </Cell>
                <Cell label="Health">
                  {isOverdue(integration, now) ? (
                    <Badge tone="warn" shape="clock" word="Check overdue" />
                  ) : (
                    <HealthBadge status={health.status} />
                  )}
                  {fixes.has(id) && <span class="hint">{fixes.get(id)?.sentence}</span>}
                </Cell>
                <Cell label="Last 30 days">
                  <UptimeBar days={own} since={Date.parse(createdAt)} />
                  <span class="hint">{uptimePercent(own)}</span>
                </Cell>
                <Cell label="Checked" class="tight">
                  {health.checkedAt === null ? 'Never' : <Time at={health.checkedAt} now={now} />}
                </Cell>
                <Cell class="end">
                  <Fix person={person} integration={integration} fix={fixes.get(id)?.fix} />
                </Cell>
              </Row>
            );
          })}
        </Table>
      )}
      <Pager newest={older} next={next.integrations} field="cursor" />
    </Panel>
  );
};

const Fix: FC<{ person: Person; integration: IntegrationView; fix: Attention['fix'] }> = ({
  person,
  integration: { id, platform, account },
  fix,
}) => {
  if (fix === 'reconnect')
    return (
      <a class="button small" href={`/integrations/connect/${platform}?integration=${id}`}>
        Connect again<span class="unseen"> {account.label}</span>
      </a>
    );
  if (fix === undefined) return null;
  return (
    <Form action={`/integrations/${id}/check`} csrf={person.csrf}>
      <button type="submit" class="button small">
        Check now<span class="unseen"> {account.label}</span>
      </button>
    </Form>
  );
};

const Tokens: FC<HealthPageProps> = ({ connectors, tokens, now }) => (
  <Panel
    id="tokens"
    title="Tokens that end within 48 hours"
    flush
    actions={tokens.length > 0 && <a href="/health/tokens">As JSON</a>}
  >
    {tokens.length === 0 ? (
      <Empty title="None" />
    ) : (
      <Table caption="Tokens that end within 48 hours" columns={['Account', 'Ends', 'What happens then']}>
        {tokens.map(({ integrationId, platform, account, state, expiresAt, renewable }) => (
          <Row>
            <Cell>
              <Account id={integrationId} label={account} title={titleOf(connectors, platform)} />
            </Cell>
            <Cell label="Ends" class="tight">
              <Time at={expiresAt} now={now} />
            </Cell>
            <Cell label="What happens then">
              {needsReconnect(state) ? (
                <Badge tone="bad" shape="slash" word="No longer accepted" />
              ) : renewable ? (
                <Badge tone="ok" shape="disc" word="Renewed by itself" />
              ) : (
                <Badge tone="warn" shape="clock" word="Its owner connects it again" />
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    )}
  </Panel>
);

const Syncs: FC<HealthPageProps> = ({ connectors, syncs, now }) => (
  <Panel id="syncs" title="Syncs under way" flush actions={syncs.length > 0 && <a href="/health/syncs">As JSON</a>}>
    {syncs.length === 0 ? (
      <Empty title="None" />
    ) : (
      <Table caption="Syncs under way" columns={['Account', 'What', 'How far', 'Since']}>
        {syncs.map(({ integrationId, platform, account, resource, status, done, total, createdAt, startedAt }) => (
          <Row>
            <Cell>
              <Account id={integrationId} label={account} title={titleOf(connectors, platform)} />
            </Cell>
            <Cell label="What">
              {connectors.find(({ id }) => id === platform)?.sync?.resources[resource]?.title ?? resource}
            </Cell>
            <Cell label="How far" class="tight">
              <Badge tone="busy" shape="dots" word={status === 'queued' ? 'Waiting' : howFar(done, total)} />
            </Cell>
            <Cell label="Since" class="tight">
              <Time at={startedAt ?? createdAt} now={now} />
            </Cell>
          </Row>
        ))}
      </Table>
    )}
  </Panel>
);

const howFar = (done: number, total: number | null): string =>
  total === null ? `${done} so far` : `${done} of ${total}`;

const Errors: FC<HealthPageProps> = ({ connectors, errors, next, older, now }) => (
  <Panel
    id="errors"
    title="Errors of the last 7 days"
    lead="Calls to platforms that failed beyond what retries could mend."
    flush
    actions={errors.length > 0 && <a href="/health/errors">As JSON</a>}
  >
    {errors.length === 0 ? (
      <Empty title="None" />
    ) : (
      <Table caption="Errors of the last 7 days" columns={['Account', 'What', 'Whose turn', 'When']}>
        {errors.map(({ error, platform, account }) => (
          <Row>
            <Cell>
              <Account id={error.integrationId} label={account} title={titleOf(connectors, platform)} />
            </Cell>
            <Cell label="What">
              {errorWords(error.kind)}
              <span class="hint">
                {error.method !== null && (
                  <>
                    <code>
                      {error.method} {error.pathTemplate}
                    </code>
                    {error.status !== null && ` answered ${error.status}`} ·{' '}
                  </>
                )}
                <code>{error.reference}</code>
              </span>
            </Cell>
            <Cell label="Whose turn">{TURNS[turnOf(error.kind)]}</Cell>
            <Cell label="When" class="tight">
              <Time at={error.at} now={now} />
            </Cell>
          </Row>
        ))}
      </Table>
    )}
    <Pager newest={older} next={next.errors} field="errors" />
  </Panel>
);

const Deliveries: FC<HealthPageProps> = ({ connectors, deliveries, now }) => (
  <Panel id="webhooks" title="Webhook deliveries" flush actions={<a href="/webhooks">All deliveries</a>}>
    {deliveries.length === 0 ? (
      <Empty title="None yet" />
    ) : (
      <Table caption="Webhook deliveries" columns={['Delivery', 'Status', 'Received']}>
        {deliveries.map(({ platform, type, status, receivedAt }) => (
          <Row>
            <Cell>
              <strong>{titleOf(connectors, platform)}</strong> {type}
            </Cell>
            <Cell label="Status" class="tight">
              <DeliveryBadge status={status} />
            </Cell>
            <Cell label="Received" class="tight">
              <Time at={receivedAt} now={now} />
            </Cell>
          </Row>
        ))}
      </Table>
    )}
  </Panel>
);

const Account: FC<{ id: string; label: string; title: string }> = ({ id, label, title }) => (
  <>
    <a href={`/integrations/${id}`}>{label}</a>
    <span class="hint">{title}</span>
  </>
);

const Pager: FC<{ newest: boolean; next: string | null; field: string }> = ({ newest, next, field }) =>
  newest || next !== null ? (
    <p class="pager">
      {newest && (
        <a class="button small" href="/health" rel="first">
          Beginning
        </a>
      )}
      {next !== null && (
        <a class="button small" href={`/health?${field}=${next}`} rel="next">
          More
        </a>
      )}
    </p>
  ) : null;
