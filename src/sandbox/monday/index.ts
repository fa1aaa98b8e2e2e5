import { json, type Call } from '../kernel/call';
import { authorize } from '../oauth/authorize';
import { staffAccounts, type Platform, type Sandbox } from '../platform';
import { mondayApi } from './api';
import { mondayFailure } from './failure';
import { ACCOUNT, mondayUserId } from './model';
import { askMonday, mondayRevoke, mondayToken } from './oauth';
import { seedMonday } from './seed';
import { MONDAY_EVENTS, mondayEvent, mondayTarget } from './webhook';

async function handle(call: Call, sandbox: Sandbox): Promise<Response> {
  if (call.host === 'api.monday.com' && call.path === '/v2') return mondayApi(call, sandbox);
  if (call.host === 'auth.monday.com') {
    if (call.path === '/oauth2/authorize') return authorize(call, sandbox, monday, askMonday(call, sandbox));
    if (call.path === '/oauth_ms/oauth/token') return mondayToken(call, sandbox);
    if (call.path === '/oauth_ms/oauth/revoke') return mondayRevoke(call, sandbox);
  }
  const own = ['/oauth2/authorize', '/oauth_ms/oauth/token', '/oauth_ms/oauth/revoke'];
  return json({ error: 'not_simulated', simulated: { 'auth.monday.com': own, 'api.monday.com': ['POST /v2'] } }, 404);
}

export const monday: Platform = {
  id: 'monday',
  title: 'monday.com',
  hosts: ['auth.monday.com', 'api.monday.com'],
  version: 1,
  accounts: () => staffAccounts((key) => `${ACCOUNT.id}:${mondayUserId(key)}`),
  seed: seedMonday,
  handle,
  failure: mondayFailure,
  eventTypes: MONDAY_EVENTS,
  event: mondayEvent,
  target: mondayTarget,
};
