import { type Call } from '../../kernel/call';
import { type Bucket } from '../../kernel/limits';
import { Router } from '../../kernel/router';
import { type Sandbox } from '../../platform';
import { person } from '../../world/people';
import { googleError } from '../failure';
import { Mailbox } from '../mailbox';
import { googleSession } from '../oauth';
import { CHANGE_OPERATIONS } from './changes';
import { DRAFT_OPERATIONS } from './drafts';
import { LABEL_OPERATIONS } from './labels';
import { MESSAGE_OPERATIONS } from './messages';
import { type Context, type Operation } from './operation';
import { THREAD_OPERATIONS } from './threads';

const OPERATIONS: Record<string, Operation> = {
  ...CHANGE_OPERATIONS,
  ...MESSAGE_OPERATIONS,
  ...THREAD_OPERATIONS,
  ...LABEL_OPERATIONS,
  ...DRAFT_OPERATIONS,
};

export const GMAIL_OPERATIONS = Object.keys(OPERATIONS);

/** Quota units per user and minute of a project that is new in 2026. */
const QUOTA: Bucket = { capacity: 6_000, perSecond: 100 };

const router = new Router<Context>(
  Object.fromEntries(
    Object.entries(OPERATIONS).map(([key, operation]) => [
      key,
      (call, params, context) => guarded(operation, call, params, context),
    ]),
  ),
);

export async function gmailApi(call: Call, sandbox: Sandbox): Promise<Response> {
  const match = router.match(call.method, call.path);
  if (match === undefined) return googleError(404, 'The requested URL was not found on this server.');
  const token = googleSession(call, sandbox);
  if (token instanceof Response) return token;
  if (match === 'method') return googleError(405, `Method ${call.method} is not allowed.`);
  const { email } = person(token.person);
  const user = match.params.userId;
  if (user !== 'me' && user?.toLowerCase() !== email) return googleError(403, `Delegation denied for ${email}`);
  return match.handler(call, match.params, { sandbox, token, email, box: new Mailbox(sandbox, token.person) });
}

function guarded(operation: Operation, call: Call, params: Record<string, string>, context: Context): Response {
  const { sandbox, token } = context;
  if (!operation.scopes.some((scope) => token.scopes.includes(scope))) {
    const message = 'Request had insufficient authentication scopes.';
    const details = [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
        domain: 'googleapis.com',
      },
    ];
    return googleError(403, message, {
      reason: 'insufficientPermissions',
      extra: { details },
      headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"' },
    });
  }
  const taken = sandbox.limits.take(`gmail:${token.person}`, QUOTA, operation.units);
  if (taken.ok) return operation.run(call, params, context);
  const message = `Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service 'gmail.googleapis.com'. Retry after ${new Date(sandbox.now() + taken.retryAfter * 1000).toISOString()}`;
  return googleError(403, message, { reason: 'rateLimitExceeded', domain: 'usageLimits' });
}
