import { json, type Call } from '../../kernel/call';
import { type Bucket } from '../../kernel/limits';
import { Router } from '../../kernel/router';
import { type Sandbox } from '../../platform';
import { fullName, person } from '../../world/people';
import { graphError } from '../failure';
import { objectId } from '../ids';
import { Mailbox } from '../mailbox';
import { graphSession } from '../oauth';
import { DRAFT_OPERATIONS } from './drafts';
import { FOLDER_OPERATIONS } from './folders';
import { MESSAGE_OPERATIONS } from './messages';
import { contextOf, options, preferencesOf, type Context, type Operation } from './operation';
import { selection } from './shapes';
import { SUBSCRIPTION_OPERATIONS } from './subscriptions';

const PERSON_FIELDS = ['id', 'displayName', 'givenName', 'surname', 'mail', 'userPrincipalName', 'jobTitle'];

const OPERATIONS: Record<string, Operation> = {
  'GET /v1.0/me': {
    scopes: ['User.Read'],
    run: (call, _, { token }) => {
      const fields = selection(options(call, ['$select']).get('$select'), PERSON_FIELDS, 'user');
      const someone = person(token.person);
      const all: Record<string, string> = {
        id: objectId(token.person),
        displayName: fullName(someone),
        givenName: someone.first,
        surname: someone.last,
        mail: someone.email,
        userPrincipalName: someone.email,
        jobTitle: someone.title,
      };
      const shown = Object.fromEntries(fields.map((name) => [name, all[name]]));
      return json({ '@odata.context': contextOf('users/$entity'), ...shown });
    },
  },
  ...MESSAGE_OPERATIONS,
  ...DRAFT_OPERATIONS,
  ...FOLDER_OPERATIONS,
  ...SUBSCRIPTION_OPERATIONS,
};

export const GRAPH_OPERATIONS = Object.keys(OPERATIONS);

/** Requests of an app to a mailbox in ten minutes. */
const QUOTA: Bucket = { capacity: 10_000, perSecond: 10_000 / 600 };

const router = new Router<Context>(
  Object.fromEntries(
    Object.entries(OPERATIONS).map(([key, operation]) => [
      key,
      (call, params, context) => guarded(operation, call, params, context),
    ]),
  ),
);

export async function graphApi(call: Call, sandbox: Sandbox): Promise<Response> {
  const match = router.match(call.method, call.path);
  if (match === undefined) return graphError(400, 'BadRequest', `Resource not found for the segment of ${call.path}.`);
  const token = graphSession(call, sandbox);
  if (token instanceof Response) return token;
  if (match === 'method') return graphError(405, undefined, `${call.method} is not allowed here.`);
  const prefer = preferencesOf(call.headers);
  const answer = await match.handler(call, match.params, {
    sandbox,
    token,
    prefer,
    box: new Mailbox(sandbox, token.person),
  });
  const applied = [
    ...(prefer.immutableIds ? ['IdType="ImmutableId"'] : []),
    ...(prefer.text ? ['outlook.body-content-type="text"'] : []),
  ];
  if (applied.length) answer.headers.set('preference-applied', applied.join(', '));
  return answer;
}

function guarded(
  operation: Operation,
  call: Call,
  params: Record<string, string>,
  context: Context,
): Response | Promise<Response> {
  const { sandbox, token } = context;
  if (!operation.scopes.some((scope) => token.scopes.includes(scope))) return graphError(403);
  const taken = sandbox.limits.take(`outlook:${token.person}`, QUOTA);
  if (taken.ok) return operation.run(call, params, context);
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(taken.retryAfter))) };
  return graphError(429, 'TooManyRequests', 'Too many requests.', headers);
}
