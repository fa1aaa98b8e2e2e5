import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { type Connector } from '../core/define-connector';
import { type Tool } from '../core/define-tool';
import { type IntegrationView } from '../core/integration-view';
import { canManageMembers } from '../core/principal';
import { type Env, neededSettings, settings } from '../env';
import { NoticeOf } from './notices';
import { Badge, StateBadge } from './parts/badge';
import { Glyph, Icon } from './parts/icon';
import { count, Live, PageHead } from './parts/page-parts';

export interface IntegrationsPageProps {
  person: Person;
  connectors: readonly Connector[];
  integrations: readonly IntegrationView[];
  names: ReadonlyMap<string, string>;
  env: Env;
  ownApps: ReadonlySet<string>;
  notice: string | undefined;
}

/** Every platform: what it is good for, and whose accounts are connected. */
export const IntegrationsPage: FC<IntegrationsPageProps> = ({ connectors, integrations, notice, ...rest }) => {
  return (
    <>
      <PageHead title="Integrations" lead={leadOf(integrations)} />
      <NoticeOf code={notice} />
      <Live id="integrations">
        <ul class="cards">
          {connectors.map((connector) => (
            <Card
              connector={connector}
              integrations={integrations.filter(({ platform }) => platform === connector.id)}
              {...rest}
            />
          ))}
        </ul>
      </Live>
    </>
  );
};

function leadOf(integrations: readonly IntegrationView[]): string {
  const own = 'What you connect is yours alone until you share it.';
  if (integrations.length === 0) return `Choose a platform to connect an account on. ${own}`;
  const platforms = new Set(integrations.map(({ platform }) => platform)).size;
  return `${count(integrations.length, 'account')} on ${count(platforms, 'platform')}. ${own}`;
}

interface CardProps {
  person: Person;
  /** Platforms at which the workspace has an app of its own. */
  ownApps: ReadonlySet<string>;
  connector: Connector;
  integrations: readonly IntegrationView[];
  names: ReadonlyMap<string, string>;
  env: Env;
}

/** Stands for an app whose secrets a page has no need of. */
const OWN_APP = { clientId: '', clientSecret: '', sandboxUrl: undefined };

const Card: FC<CardProps> = ({ person, connector, integrations, names, env, ownApps }) => {
  // With an app of the workspace's own, neither the deployment's nor the sandbox's counts.
  const client = ownApps.has(connector.id) ? OWN_APP : settings(env).client(connector);
  const simulated = client?.sandboxUrl !== undefined;
  const mayConnect = client !== undefined && person.principal.role !== 'viewer';
  return (
    <li class="card">
      <div class="card-head">
        <span class="tile">
          <Glyph path={connector.icon} />
        </span>
        <h2>{connector.title}</h2>
        <span class="tags">
          {simulated && (
            <Badge
              tone="accent"
              shape="cube"
              word="Sandbox"
              title="Simulated on this deployment: it has no credentials for the real platform."
            />
          )}
          {client === undefined && <Badge tone="quiet" shape="dash" word="Not set up" />}
        </span>
      </div>
      <p class="soft">{connector.description}</p>
      <Tools tools={connector.tools} />
      {integrations.length > 0 && (
        <ul class="accounts" aria-label={`Accounts on ${connector.title}`}>
          {integrations.map((integration) => (
            <li>
              <a href={`/integrations/${integration.id}`}>
                {integration.account.label}
                {integration.owner !== person.principal.memberId && (
                  <span class="hint">shared by {names.get(integration.owner) ?? 'somebody who left'}</span>
                )}
              </a>
              <StateBadge state={integration.state} />
            </li>
          ))}
        </ul>
      )}
      <div class="card-foot">
        {mayConnect && (
          <a
            class={integrations.length === 0 ? 'button primary' : 'button'}
            href={`/integrations/connect/${connector.id}`}
          >
            <Icon name="plus" />
            {integrations.length === 0 ? `Connect ${connector.title}` : 'Connect another account'}
            {integrations.length > 0 && <span class="unseen"> on {connector.title}</span>}
          </a>
        )}
        {client === undefined && <NotSetUp connector={connector} />}
        {connector.auth.kind === 'oauth2' && canManageMembers(person.principal.role) && (
          <a class="button quiet" href={`/integrations/apps/${connector.id}`}>
            Your own app<span class="unseen"> at {connector.title}</span>
          </a>
        )}
        {client !== undefined && !mayConnect && integrations.length === 0 && (
          <p class="soft">Viewers do not connect accounts. Ask an admin to share one with you.</p>
        )}
      </div>
    </li>
  );
};

const NotSetUp: FC<{ connector: Connector }> = ({ connector }) => (
  <p class="soft">
    The operator registers an app at{' '}
    <a href={connector.docs.app} rel="noreferrer">
      {connector.title}
    </a>{' '}
    and sets{' '}
    {neededSettings(connector).map((name, at) => (
      <>
        {at > 0 && ', '}
        <code>{name}</code>
      </>
    ))}
    .
  </p>
);

const Tools: FC<{ tools: readonly Tool[] }> = ({ tools }) => {
  const reads = tools.filter(({ effect }) => effect === 'read');
  const changes = tools.filter(({ effect }) => effect !== 'read');
  return (
    <details class="fold">
      <summary>
        {count(tools.length, 'tool')}: {reads.length} read, {changes.length} change things
      </summary>
      <div class="tools">
        {[
          { title: 'Read', list: reads },
          { title: 'Change things', list: changes },
        ].map(
          ({ title, list }) =>
            list.length > 0 && (
              <div>
                <h3>{title}</h3>
                <ul>
                  {list.map((tool) => (
                    <li>{tool.title}</li>
                  ))}
                </ul>
              </div>
            ),
        )}
      </div>
    </details>
  );
};
