import { type FC } from 'hono/jsx';
import { type Connector } from '../core/define-connector';
import { type IntegrationView } from '../core/integration-view';
import { type Env, settings } from '../env';

export const IntegrationsPage: FC<{ connectors: readonly Connector[]; integrations: IntegrationView[]; env: Env }> = ({
  connectors,
  integrations,
  env,
}) => (
  <>
    <h1>Integrations</h1>
    {connectors.map((connector) => (
      <section>
        <h2>{connector.title}</h2>
        <ul>
          {integrations
            .filter(({ platform }) => platform === connector.id)
            .map((integration) => (
              <li>
                <a href={`/integrations/${integration.id}`}>{integration.account.label}</a> {integration.state}
              </li>
            ))}
        </ul>
        {settings(env).client(connector.id) === undefined ? (
          'not set up'
        ) : (
          <a href={`/integrations/connect/${connector.id}`}>Connect</a>
        )}
      </section>
    ))}
  </>
);
