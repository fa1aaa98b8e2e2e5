import { z } from 'zod';
import { type Classified } from '../../core/define-connector';
import { type ErrorKind } from '../../core/errors';
import { methodPath } from '../../core/path';
import { expectShape, type PlatformApi, type PlatformResponse } from '../../core/platform-call';

type Arguments = Record<string, string | number | boolean | undefined>;

/** Calls a read method; its arguments travel in the query. */
export async function read<T extends z.ZodType>(
  api: PlatformApi,
  method: string,
  args: Arguments,
  shape: T,
): Promise<z.output<T>> {
  const response = await api.request({
    method: 'GET',
    path: methodPath(method),
    query: args,
    effect: 'read',
    limitClass: tierOf(method),
  });
  return expectShape(shape, response.body);
}

/** Calls a method that changes something; its arguments travel as a form, which every method takes. */
export async function write<T extends z.ZodType>(
  api: PlatformApi,
  method: string,
  args: Arguments,
  shape: T,
): Promise<z.output<T>> {
  const response = await api.request({
    method: 'POST',
    path: methodPath(method),
    form: args,
    effect: 'write',
    limitClass: tierOf(method),
  });
  return expectShape(shape, response.body);
}

/** Slack's rate limit tiers, calls per minute, by method. @see https://docs.slack.dev/apis/web-api/rate-limits */
const TIERS: Readonly<Record<string, string>> = {
  'auth.test': 'special',
  'conversations.list': 'tier2',
  'users.list': 'tier2',
  'search.messages': 'tier2',
  'chat.postMessage': 'posting',
  'users.info': 'tier4',
  'conversations.members': 'tier4',
};
const tierOf = (method: string): string => TIERS[method] ?? 'tier3';

const KINDS: Readonly<Record<string, ErrorKind>> = {
  invalid_auth: 'auth_expired',
  token_expired: 'auth_expired',
  not_authed: 'auth_expired',
  token_revoked: 'auth_revoked',
  account_inactive: 'auth_revoked',
  missing_scope: 'insufficient_scope',
  not_allowed_token_type: 'insufficient_scope',
  no_permission: 'insufficient_scope',
  ekm_access_denied: 'insufficient_scope',
  ratelimited: 'rate_limited',
  rate_limited: 'rate_limited',
  channel_not_found: 'not_found',
  message_not_found: 'not_found',
  thread_not_found: 'not_found',
  user_not_found: 'not_found',
  users_not_found: 'not_found',
  no_reaction: 'not_found',
  already_reacted: 'conflict',
  internal_error: 'provider_unavailable',
  fatal_error: 'provider_unavailable',
  service_unavailable: 'provider_unavailable',
  team_added_to_org: 'provider_unavailable',
  request_timeout: 'timeout',
};

const ADVICE: Readonly<Record<string, string>> = {
  not_in_channel:
    'You are not a member of that channel. Call join_channel first, or ask to be invited to a private one.',
  is_archived: 'That channel is archived: it can be read, not written to.',
  cant_update_message: 'Only messages you wrote yourself can be changed.',
  cant_delete_message: 'Only messages you wrote yourself can be deleted.',
  edit_window_closed: 'The workspace no longer allows this message to be changed.',
  msg_too_long: 'The text is too long for Slack. Send at most 40,000 characters.',
  time_in_past: 'post_at lies in the past. Give a time in the future.',
  time_too_far: 'post_at is more than 120 days away. Choose an earlier time.',
  invalid_cursor: 'The cursor is not one of this list. Leave it out to start over.',
  invalid_name: 'There is no emoji of that name. Use its name without colons, such as thumbsup.',
  already_reacted: 'You have reacted with that emoji already.',
  no_reaction: 'You have not reacted with that emoji.',
};

/** Slack answers most refusals with status 200 and `ok:false`. */
export function classify(response: PlatformResponse): Classified | undefined {
  const body = response.body as { ok?: unknown; error?: unknown } | null;
  if (typeof body !== 'object' || body === null || body.ok !== false) {
    const odd = response.status === 200 && (typeof body !== 'object' || body?.ok !== true);
    return odd ? { kind: 'invalid_response', code: 'no_ok' } : undefined;
  }
  const code = typeof body.error === 'string' ? body.error : 'unknown_error';
  const kind = KINDS[code];
  // A code we do not know under an HTTP error says less than the status does.
  if (kind === undefined && response.status !== 200) return undefined;
  const advice = ADVICE[code];
  return { kind: kind ?? 'invalid_request', code, ...(advice !== undefined && { advice }) };
}

/** What follows in Slack's lists; an empty cursor is the end. */
export const page = { response_metadata: z.object({ next_cursor: z.string().optional() }).optional() };

export const nextCursor = (answer: {
  response_metadata?: { next_cursor?: string | undefined } | undefined;
}): string | undefined => answer.response_metadata?.next_cursor || undefined;
