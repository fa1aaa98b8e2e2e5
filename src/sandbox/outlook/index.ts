import { json, type Call } from '../kernel/call';
import { decodeOnce } from '../kernel/router';
import { authorize } from '../oauth/authorize';
import { staffAccounts, type Platform, type Sandbox } from '../platform';
import { GRAPH_OPERATIONS, graphApi } from './api';
import { graphFailure } from './failure';
import { objectId } from './ids';
import { askEntra, entraToken } from './oauth';
import { seedOutlook } from './seed';
import { OUTLOOK_EVENTS, outlookEvent, outlookTarget } from './webhook';

async function handle(call: Call, sandbox: Sandbox): Promise<Response> {
  if (call.host === 'graph.microsoft.com' && call.path.startsWith('/v1.0/')) return graphApi(call, sandbox);
  const [, tenant = '', endpoint] = /^\/([^/]+)\/oauth2\/v2\.0\/(authorize|token)$/.exec(call.path) ?? [];
  if (call.host === 'login.microsoftonline.com' && endpoint !== undefined) {
    const directory = decodeOnce(tenant) ?? '';
    if (endpoint === 'token') return entraToken(call, sandbox, directory);
    return authorize(call, sandbox, outlook, askEntra(call, sandbox, directory));
  }
  const own = ['/{tenant}/oauth2/v2.0/authorize', '/{tenant}/oauth2/v2.0/token'];
  const simulated = { 'login.microsoftonline.com': own, 'graph.microsoft.com': GRAPH_OPERATIONS };
  return json({ error: 'not_simulated', simulated }, 404);
}

export const outlook: Platform = {
  id: 'outlook',
  title: 'Microsoft',
  hosts: ['graph.microsoft.com', 'login.microsoftonline.com'],
  version: 1,
  accounts: () => staffAccounts(objectId),
  seed: seedOutlook,
  handle,
  failure: graphFailure,
  eventTypes: OUTLOOK_EVENTS,
  event: outlookEvent,
  target: ({ person }, sandbox) => outlookTarget(person, sandbox),
};
