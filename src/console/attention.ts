import { type Connector } from '../core/define-connector';
import { isOverdue } from '../core/health';
import { needsReconnect } from '../core/integration-state';
import { type IntegrationView } from '../core/integration-view';

/** Something that does not work as it should, and what puts it right. */
export interface Attention {
  integration: IntegrationView;
  title: string;
  /** What happened, and whose turn it is. */
  sentence: string;
  /** The button that fixes it: signing in anew, or trying now. None where only somebody else can. */
  fix: 'reconnect' | 'check' | undefined;
}

/** What a person should look at among the integrations they may use, gravest first. */
export function attentionOf(
  integrations: readonly IntegrationView[],
  connectors: readonly Connector[],
  self: string,
  names: ReadonlyMap<string, string>,
  now: number = Date.now(),
): Attention[] {
  const found = integrations.flatMap((integration) => {
    const title = connectors.find(({ id }) => id === integration.platform)?.title ?? integration.platform;
    const problem = problemOf(
      integration,
      title,
      integration.owner === self,
      names.get(integration.owner) ?? 'its owner',
      now,
    );
    return problem === undefined ? [] : [{ integration, title, ...problem }];
  });
  const rank = ({ fix }: Attention) => (fix === 'reconnect' ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b));
}

function problemOf(
  integration: IntegrationView,
  title: string,
  own: boolean,
  owner: string,
  now: number,
): Pick<Attention, 'sentence' | 'fix'> | undefined {
  const { state, health, breaker } = integration;
  if (needsReconnect(state)) {
    const why =
      state === 'REVOKED'
        ? `Access was withdrawn at ${title}.`
        : state === 'EXPIRED'
          ? `${title} no longer accepts this sign-in.`
          : `The sign-in at ${title} was not finished.`;
    return own
      ? { sentence: `${why} Nothing reaches it until you connect it again.`, fix: 'reconnect' }
      : { sentence: `${why} ${owner} has to connect it again.`, fix: undefined };
  }
  if (state === 'ERROR') {
    const wait =
      breaker.state === 'closed'
        ? 'Seneschal tries again with the next call.'
        : 'Calls are paused; Seneschal tries again by itself.';
    return { sentence: `${title} failed several times. ${wait}`, fix: 'check' };
  }
  if (state === 'DEGRADED')
    return { sentence: `${title} limits how much we may ask. Calls wait and go on by themselves.`, fix: 'check' };
  if (isOverdue(integration, now))
    return { sentence: 'Its health checks did not happen when they should have. Check it now.', fix: 'check' };
  if (state === 'ACTIVE' && health.status === 'unhealthy')
    return { sentence: health.reason ?? 'The last health check failed.', fix: 'check' };
  return undefined;
}
