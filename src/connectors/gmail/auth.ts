import { oauth2 } from '../../core/define-connector';

/**
 * One Gmail scope for reading, labelling, drafting, sending and the bin: `gmail.modify` is all but deleting for good. Google gives a
 * refresh token only for `access_type=offline`, and after the first time only with `prompt=consent`; it is kept until it is withdrawn.
 * @see https://developers.google.com/identity/protocols/oauth2/web-server
 * @see https://developers.google.com/workspace/gmail/api/auth/scopes
 */
export const auth = oauth2({
  authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
  token: 'https://oauth2.googleapis.com/token',
  scopes: ['openid', 'email', 'https://www.googleapis.com/auth/gmail.modify'],
  pkce: true,
  clientAuth: 'body',
  params: { access_type: 'offline', prompt: 'consent' },
  rotation: false,
  lifetime: 3600,
  // Either token ends the grant; the refresh token is the one that certainly still lives.
  revoke: { url: 'https://oauth2.googleapis.com/revoke', token: 'refresh', send: 'body', authenticate: false },
  clientErrors: ['invalid_client', 'unauthorized_client', 'deleted_client', 'disabled_client', 'org_internal'],
});
