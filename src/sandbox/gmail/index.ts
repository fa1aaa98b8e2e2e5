import { json, type Call } from '../kernel/call';
import { authorize } from '../oauth/authorize';
import { staffAccounts, type Platform, type Sandbox } from '../platform';
import { GMAIL_OPERATIONS, gmailApi } from './api';
import { gmailFailure } from './failure';
import { jwks } from './google-key';
import { askGoogle, googleRevoke, googleSub, googleToken, userinfo } from './oauth';
import { seedGmail } from './seed';
import { GMAIL_EVENTS, gmailEvent } from './webhook';

async function handle(call: Call, sandbox: Sandbox): Promise<Response> {
  const { host, path } = call;
  if (host === 'gmail.googleapis.com' && path.startsWith('/gmail/v1/')) return gmailApi(call, sandbox);
  switch (`${host}${path}`) {
    case 'accounts.google.com/o/oauth2/v2/auth':
      return authorize(call, sandbox, gmail, askGoogle(call, sandbox));
    case 'oauth2.googleapis.com/token':
      return googleToken(call, sandbox);
    case 'oauth2.googleapis.com/revoke':
      return googleRevoke(call, sandbox);
    case 'openidconnect.googleapis.com/v1/userinfo':
    case 'www.googleapis.com/oauth2/v3/userinfo':
      return userinfo(call, sandbox);
    case 'www.googleapis.com/oauth2/v3/certs':
      return json(await jwks(sandbox.store), 200, { 'cache-control': 'public, max-age=3600' });
    default:
      return json({ error: 'not_simulated', simulated: GMAIL_OPERATIONS }, 404);
  }
}

export const gmail: Platform = {
  id: 'gmail',
  title: 'Google',
  hosts: [
    'gmail.googleapis.com',
    'accounts.google.com',
    'oauth2.googleapis.com',
    'openidconnect.googleapis.com',
    'www.googleapis.com',
  ],
  version: 1,
  accounts: () => staffAccounts(googleSub),
  seed: seedGmail,
  handle,
  failure: gmailFailure,
  eventTypes: GMAIL_EVENTS,
  event: gmailEvent,
};
