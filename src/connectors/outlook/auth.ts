import { oauth2 } from '../../core/define-connector';

/**
 * Everything is done as the person who connected. A directory's own id in OUTLOOK_TENANT lets in nobody of another company. Each refresh
 * gives a new refresh token and leaves the old one alive, so a lost answer loses nothing. There is no endpoint that withdraws a grant:
 * people do that at https://myapps.microsoft.com.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens
 */
export const auth = oauth2({
  authorize: 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize',
  token: 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token',
  variables: { tenant: { setting: 'OUTLOOK_TENANT', default: 'organizations' } },
  scopes: ['offline_access', 'openid', 'profile', 'email', 'User.Read', 'Mail.ReadWrite', 'Mail.Send'],
  pkce: true,
  clientAuth: 'body',
  // Who has two accounts is asked which one, every time.
  params: { response_mode: 'query', prompt: 'select_account' },
  rotation: false,
  lifetime: 3600,
  terminalErrors: ['invalid_grant', 'interaction_required', 'consent_required', 'login_required'],
});
