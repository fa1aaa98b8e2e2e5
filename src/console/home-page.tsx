import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { type Connector } from '../core/define-connector';
import { type IntegrationView } from '../core/integration-view';
import { type AccessToken } from '../db/access-tokens';
import { type AuditRow, type CallsOfHour } from '../db/audit';
import { type Attention } from './attention';
import { AuditTable } from './parts/audit-table';
import { Badge, StateBadge } from './parts/badge';
import { CallsChart } from './parts/chart';
import { Form } from './parts/form';
import { Glyph } from './parts/icon';
import { count, Empty, Live, PageHead, Panel } from './parts/page-parts';
import { Time } from './parts/time';

export interface HomePageProps {
  person: Person;
  name: string;
  connectors: readonly Connector[];
  integrations: readonly IntegrationView[];
  attention: readonly Attention[];
  expiring: readonly AccessToken[];
  /** What whoever runs the deployment should know of its database. */
  storage: string | undefined;
  recent: readonly AuditRow[];
  hours: readonly CallsOfHour[];
  names: ReadonlyMap<string, string>;
  clients: ReadonlyMap<string, string>;
  /** Has this person a client or a token yet? */
  hasClient: boolean;
}

/** Is everything all right, and if not, what do I press? */
export const HomePage: FC<HomePageProps> = (props) => {
  const { person, integrations, attention, expiring, storage, hasClient, recent } = props;
  const needs = attention.length + expiring.length + (storage === undefined ? 0 : 1);
  const used = recent.some(({ action }) => action === 'tool.call');
  const begun = integrations.length > 0 && (hasClient || used);
  return (
    <Live id="home">
      <PageHead title={headline(props.name, integrations.length, needs)} lead={leadOf(props)} />
      {needs > 0 && <NeedsAttention {...props} />}
      {!begun && (
        <FirstSteps
          connected={integrations.length > 0}
          hasClient={hasClient}
          used={used}
          viewer={person.principal.role === 'viewer'}
        />
      )}
      {integrations.length > 0 && (
        <div class="columns">
          <Connected {...props} />
          <Panel
            id="calls"
            title="Tool calls"
            lead={person.principal.role === 'owner' || person.principal.role === 'admin' ? 'Everybody’s' : 'Yours'}
          >
            <CallsChart hours={props.hours} />
          </Panel>
        </div>
      )}
      <Panel id="recent" title="Recent activity" flush actions={recent.length > 0 && <a href="/audit">Whole audit</a>}>
        {recent.length === 0 ? (
          <Empty title="Nothing yet">
            <p>What people and their clients do through Seneschal appears here.</p>
          </Empty>
        ) : (
          <AuditTable
            caption="Recent activity"
            rows={recent}
            names={props.names}
            clients={props.clients}
            self={person.principal.memberId}
          />
        )}
      </Panel>
    </Live>
  );
};

function headline(name: string, connected: number, needs: number): string {
  if (needs > 0) return needs === 1 ? 'One thing needs attention' : `${needs} things need attention`;
  return connected === 0 ? `Welcome, ${name}` : 'Everything is all right';
}

function leadOf({ integrations, hours }: HomePageProps): string {
  if (integrations.length === 0)
    return 'Seneschal lets AI clients work with the platforms your company runs on. Nothing is connected yet.';
  const calls = hours.reduce((sum, { ok, bad }) => sum + ok + bad, 0);
  const bad = hours.reduce((sum, hour) => sum + hour.bad, 0);
  const trouble = bad === 0 ? '' : `, ${bad} of them refused or failed`;
  return `${count(integrations.length, 'account')}. ${count(calls, 'tool call')} in the last ${hours.length} hours${trouble}.`;
}

const NeedsAttention: FC<HomePageProps> = ({ attention, expiring, storage, person }) => (
  <Panel id="attention" title="Needs attention" flush>
    <ul class="rows">
      {attention.map(({ integration, title, sentence, fix }) => (
        <li>
          <div class="what">
            <p class="title">
              <a href={`/integrations/${integration.id}`}>
                {title}: {integration.account.label}
              </a>
              <StateBadge state={integration.state} />
            </p>
            <p class="soft">{sentence}</p>
          </div>
          {fix === 'reconnect' && (
            <a
              class="button primary"
              href={`/integrations/connect/${integration.platform}?integration=${integration.id}`}
            >
              Connect again
            </a>
          )}
          {fix === 'check' && (
            <Form action={`/integrations/${integration.id}/check`} csrf={person.csrf}>
              <button type="submit" class="button">
                Check now
              </button>
            </Form>
          )}
        </li>
      ))}
      {expiring.map((token) => (
        <li>
          <div class="what">
            <p class="title">
              Token “{token.name}” <Badge tone="warn" shape="clock" word="Expires soon" />
            </p>
            <p class="soft">
              It ends <Time at={token.expiresAt} />. Programs that use it stop working then.
            </p>
          </div>
          <a class="button" href="/tokens#make">
            Make a new one
          </a>
        </li>
      ))}
      {storage !== undefined && (
        <li>
          <div class="what">
            <p class="title">
              Database <Badge tone="warn" shape="triangle" word="Nearly full" />
            </p>
            <p class="soft">{storage}</p>
          </div>
        </li>
      )}
    </ul>
  </Panel>
);

const FirstSteps: FC<{ connected: boolean; hasClient: boolean; used: boolean; viewer: boolean }> = ({
  connected,
  hasClient,
  used,
  viewer,
}) => (
  <Panel id="steps" title="First steps" flush>
    <ol class="steps">
      <li class={connected ? 'done' : undefined}>
        <h3>Connect an account{connected && <span class="unseen"> (done)</span>}</h3>
        <div>
          <p class="soft">
            {viewer
              ? 'As a viewer you use accounts others share with you. Ask an owner or admin.'
              : 'You sign in at the platform; Seneschal keeps the sign-in sealed.'}
          </p>
          {!connected && !viewer && (
            <p class="actions">
              <a class="button primary" href="/integrations">
                Choose a platform
              </a>
            </p>
          )}
        </div>
      </li>
      <li class={hasClient ? 'done' : undefined}>
        <h3>Add Seneschal to your client{hasClient && <span class="unseen"> (done)</span>}</h3>
        <div>
          <p class="soft">Claude, ChatGPT, Cursor, VS Code or a program of your own: one address each.</p>
          {!hasClient && (
            <p class="actions">
              <a class={connected ? 'button primary' : 'button'} href="/clients">
                Add to a client
              </a>
            </p>
          )}
        </div>
      </li>
      <li class={used ? 'done' : undefined}>
        <h3>Ask for something{used && <span class="unseen"> (done)</span>}</h3>
        <p class="soft">Such as “What did I miss in Slack today?” Every call then stands in the audit.</p>
      </li>
    </ol>
  </Panel>
);

const Connected: FC<HomePageProps> = ({ connectors, integrations, person, names }) => (
  <Panel id="accounts" title="Accounts" flush actions={<a href="/integrations">All platforms</a>}>
    <ul class="rows">
      {integrations.map((integration) => {
        const connector = connectors.find(({ id }) => id === integration.platform);
        return (
          <li>
            <span class="tile">{connector !== undefined && <Glyph path={connector.icon} />}</span>
            <div class="what">
              <p class="title">
                <a href={`/integrations/${integration.id}`}>{integration.account.label}</a>
              </p>
              <p class="soft">
                {connector?.title ?? integration.platform}
                {integration.owner !== person.principal.memberId &&
                  ` · shared by ${names.get(integration.owner) ?? 'somebody who left'}`}
                {integration.health.checkedAt !== null && (
                  <>
                    {' '}
                    · checked <Time at={integration.health.checkedAt} />
                  </>
                )}
              </p>
            </div>
            <StateBadge state={integration.state} />
          </li>
        );
      })}
    </ul>
  </Panel>
);
