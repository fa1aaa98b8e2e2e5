import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { type Connector } from '../core/define-connector';
import { needsReconnect } from '../core/integration-state';
import { type IntegrationView } from '../core/integration-view';
import { type SyncStatus } from '../core/workspace-port';
import { type AuditRow } from '../db/audit';
import { type HealthDay } from '../db/health-board';
import { type Member } from '../db/people';
import { NoticeOf } from './notices';
import { AuditTable } from './parts/audit-table';
import { Copyable } from './parts/copy';
import { Badge, HealthBadge, StateBadge, stateMeaning } from './parts/badge';
import { EventList, type EventView } from './parts/events';
import { Confirm, Form } from './parts/form';
import { Glyph } from './parts/icon';
import { count, Empty, Live, PageHead, Panel } from './parts/page-parts';
import { ShareForm } from './parts/share-form';
import { SyncForm } from './parts/sync-form';
import { Time } from './parts/time';
import { UptimeBar, uptimePercent } from './parts/uptime';

export interface IntegrationPageProps {
  person: Person;
  connector: Connector;
  integration: IntegrationView;
  /** Its health checks, day by day. */
  days: readonly HealthDay[];
  events: readonly EventView[];
  /** Where older events are; null at the end. */
  olderEvents: string | null;
  calls: readonly AuditRow[];
  syncs: readonly SyncStatus[];
  /** What the workspace keeps of synced records at most. */
  workspaceDays: number;
  members: readonly Member[];
  /** Also of those who left. */
  names: ReadonlyMap<string, string>;
  clients: ReadonlyMap<string, string>;
  /** Where the platform delivers to, for the owner to paste there; null where there is nothing to paste. */
  webhookAddress: string | null;
  /** Is this the one the person's tools use where several would do? */
  isDefault: boolean;
  /** What was just done: connected, other-account, checked, shared, default. */
  notice: string | undefined;
}

export const IntegrationPage: FC<IntegrationPageProps> = (props) => {
  const { person, connector, integration, members, names, isDefault, notice } = props;
  const { id, state } = integration;
  const self = person.principal.memberId;
  const own = integration.owner === self;
  const live = state !== 'DELETED';
  const mayDisconnect = own || person.principal.role === 'owner' || person.principal.role === 'admin';
  return (
    <>
      <a class="crumb" href="/integrations">
        All integrations
      </a>
      <PageHead
        title={
          <span class="headline">
            <span class="tile">
              <Glyph path={connector.icon} />
            </span>
            <span>{integration.account.label}</span>
          </span>
        }
        lead={`An account on ${connector.title}`}
      >
        {live && own && needsReconnect(state) && (
          <a class="button primary" href={`/integrations/connect/${integration.platform}?integration=${id}`}>
            Connect again
          </a>
        )}
        {live && own && !needsReconnect(state) && connector.auth.kind === 'api_key' && (
          <a class="button" href={`/integrations/connect/${integration.platform}?integration=${id}`}>
            Replace the key
          </a>
        )}
        {live && !needsReconnect(state) && (
          <Form action={`/integrations/${id}/check`} csrf={person.csrf}>
            <button type="submit" class="button">
              Check now
            </button>
          </Form>
        )}
        {live && !isDefault && (
          <Form action={`/integrations/${id}/default`} csrf={person.csrf}>
            <button type="submit" class="button">
              Make it my default
            </button>
          </Form>
        )}
      </PageHead>
      <NoticeOf code={notice} />
      <Live id="state">
        <Panel id="status" title="Status" lead={stateMeaning(state)}>
          <Facts {...props} />
        </Panel>
      </Live>
      {live && own && <ShareForm person={person} integration={integration} members={members} />}
      {own && <SyncForm {...props} />}
      {live && props.webhookAddress !== null && (
        <Panel
          id="webhooks"
          title="Webhooks"
          lead={`Paste this address at ${connector.title}, and it tells Seneschal at once what is new. Whoever knows it could send there: keep it to yourself.`}
        >
          <Copyable text={props.webhookAddress} label="the address" />
        </Panel>
      )}
      <Live id="history">
        <Panel
          id="calls"
          title="Recent calls"
          flush
          actions={<a href={`/audit?subject=${integration.platform}.`}>In the audit</a>}
        >
          {props.calls.length === 0 ? (
            <Empty title="No calls yet">
              <p>
                <a href="/clients">Add Seneschal to a client</a> and ask for something in {connector.title}.
              </p>
            </Empty>
          ) : (
            <AuditTable caption="Recent calls" rows={props.calls} names={names} clients={props.clients} self={self} />
          )}
        </Panel>
        <EventList events={props.events} older={props.olderEvents} names={names} self={self} integrationId={id} />
      </Live>
      {live && mayDisconnect && (
        <Panel id="disconnect" title="Disconnect" lead={`Ends Seneschal’s access to ${integration.account.label}.`}>
          <Confirm
            action={`/integrations/disconnect/${id}`}
            csrf={person.csrf}
            label="Disconnect …"
            confirm={`Disconnect ${integration.account.label}`}
            fields={<EraseToo syncs={props.syncs} />}
          >
            <p>
              {connector.title} is asked to withdraw the grant, the tokens kept here are erased, and tools stop reaching
              this account at once, {affected(integration, names)}. History and synced records stay unless you tick the
              box. It cannot be undone; the account can be connected anew.
            </p>
          </Confirm>
        </Panel>
      )}
    </>
  );
};

/** Asks whether what was synced goes too; nothing where nothing was. */
const EraseToo: FC<{ syncs: readonly SyncStatus[] }> = ({ syncs }) => {
  const records = syncs.reduce((sum, sync) => sum + sync.records, 0);
  if (records === 0) return null;
  return (
    <label class="check">
      <input type="checkbox" name="erase" value="records" />
      Erase the {count(records, 'record')} kept here for searching too
    </label>
  );
};

/** For whom it ends. */
function affected({ visibility, sharedWith, owner }: IntegrationView, names: ReadonlyMap<string, string>): string {
  const name = names.get(owner) ?? 'its owner';
  if (visibility === 'personal') return `for ${name} alone`;
  if (sharedWith.some((share) => share.with === 'workspace')) return `for ${name} and everybody in the workspace`;
  const others = sharedWith.map((share) =>
    share.with === 'role' ? `every ${share.id}` : (names.get(share.id) ?? 'a former member'),
  );
  return `for ${[name, ...new Set(others)].join(', ')}`;
}

const Facts: FC<IntegrationPageProps> = ({ integration, connector, names, person, isDefault, days }) => {
  const { state, health, breaker, scopes } = integration;
  return (
    <dl class="facts">
      <div>
        <dt>State</dt>
        <dd>
          <StateBadge state={state} />
        </dd>
      </div>
      <div>
        <dt>Last health check</dt>
        <dd>
          <HealthBadge status={health.status} />{' '}
          {health.checkedAt !== null && (
            <span class="soft">
              <Time at={health.checkedAt} />
            </span>
          )}
          {health.reason !== null && health.status !== 'healthy' && <p class="hint">{health.reason}</p>}
        </dd>
      </div>
      <div>
        <dt>Last 30 days</dt>
        <dd>
          <UptimeBar days={days} since={Date.parse(integration.createdAt)} />
          <span class="hint">
            {uptimePercent(days)} <a href={`/integrations/${integration.id}/health`}>Checks as JSON</a>
          </span>
        </dd>
      </div>
      {breaker.state !== 'closed' && (
        <div>
          <dt>Calls</dt>
          <dd>
            <Badge tone="warn" shape="clock" word={breaker.state === 'open' ? 'Paused' : 'Trying'} />{' '}
            {breaker.nextTryAt !== null && (
              <span class="soft">
                next try <Time at={breaker.nextTryAt} />
              </span>
            )}
          </dd>
        </div>
      )}
      <div>
        <dt>Owner</dt>
        <dd>
          {names.get(integration.owner) ?? 'Somebody who left'}
          {integration.owner === person.principal.memberId && ' (you)'}
        </dd>
      </div>
      <div>
        <dt>Who may use it</dt>
        <dd>{integration.visibility === 'personal' ? 'Its owner alone' : 'Shared'}</dd>
      </div>
      <div>
        <dt>Your default on {connector.title}</dt>
        <dd>{isDefault ? 'Yes' : 'No'}</dd>
      </div>
      <div>
        <dt>Connected</dt>
        <dd>
          <Time at={integration.createdAt} />
        </dd>
      </div>
      <div>
        <dt>Access token</dt>
        <dd>
          <TokenFact {...integration} />
        </dd>
      </div>
      <div>
        <dt>Account id</dt>
        <dd>
          <code>{integration.account.id}</code>
        </dd>
      </div>
      <div class="whole">
        <dt>Granted at {connector.title}</dt>
        <dd class="codes">{scopes.length === 0 ? 'Not told' : scopes.map((scope) => <code>{scope}</code>)}</dd>
      </div>
    </dl>
  );
};

const TokenFact: FC<IntegrationView> = ({ state, expiresAt }) => {
  if (state === 'DELETED' || state === 'REVOKED') return <>Erased</>;
  if (needsReconnect(state)) return <>No longer accepted</>;
  if (expiresAt === null) return <>Does not expire</>;
  return (
    <>
      Renewed before it ends <Time at={expiresAt} />
    </>
  );
};
