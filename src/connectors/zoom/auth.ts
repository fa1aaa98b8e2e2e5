import { oauth2, type TokenSet } from '../../core/define-connector';
import { parseStandard } from '../../core/oauth-client';

/** What the tools need of a user-managed General app; everything is done as the person who connected. */
const SCOPES = [
  'user:read:user',
  'meeting:read:meeting',
  'meeting:read:list_meetings',
  'meeting:read:invitation',
  'meeting:write:meeting',
  'meeting:update:meeting',
  'meeting:delete:meeting',
  'meeting:read:past_meeting',
  'meeting:read:list_past_instances',
  'meeting:read:list_past_participants',
  'meeting:read:summary',
  'cloud_recording:read:list_user_recordings',
  'cloud_recording:read:list_recording_files',
] as const;

/** @see https://developers.zoom.us/docs/integrations/oauth/ */
export const auth = oauth2({
  authorize: 'https://zoom.us/oauth/authorize',
  token: 'https://zoom.us/oauth/token',
  scopes: SCOPES,
  pkce: true,
  clientAuth: 'basic',
  rotation: true,
  lifetime: 3600,
  revoke: { url: 'https://zoom.us/oauth/revoke', token: 'access', send: 'body', authenticate: true },
  parse: parseTokens,
  // The owner is gone, the token unknown, disabled by an admin, used too often, ended by a later authorisation.
  terminalErrors: ['invalid_grant', '4735', '4737', '4738', '4740', '4741'],
  clientErrors: ['invalid_client', 'unauthorized_client', '4702', '4704'],
});

/** A token answer, or what Zoom means by its refusal. @see https://developers.zoom.us/docs/integrations/oauth-error-messages/ */
export function parseTokens(body: Record<string, unknown>): TokenSet | { error: string } {
  const parsed = parseStandard(body);
  return 'accessToken' in parsed ? parsed : { error: refusalCode(body) };
}

/**
 * Zoom's own code says most, and stands in a member of its own or, as `4741` or `4,741`, in the text. A spent or unknown refresh token
 * comes without one, as `invalid_request` with the reason "Invalid Token!".
 */
function refusalCode(body: Record<string, unknown>): string {
  const own = [body['code'], body['errorCode'], body['error_code']].find(
    (code): code is string | number => typeof code === 'number' || (typeof code === 'string' && /^\d+$/.test(code)),
  );
  if (own !== undefined) return String(own);
  const { error, reason, errorMessage } = body;
  const text = [error, reason, errorMessage].filter((part) => typeof part === 'string').join(' ');
  const named = /(?<![\w-])4,?7\d\d(?![\w-])/.exec(text)?.[0];
  if (named !== undefined) return named.replace(',', '');
  if (typeof reason === 'string' && /^invalid token\b/i.test(reason)) return 'invalid_grant';
  return typeof error === 'string' && error !== '' ? error : 'no access_token';
}
