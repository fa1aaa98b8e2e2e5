import {
  buildSchema,
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
} from 'graphql';
import { bearer, bodyText, isObject, json, parseJson, type Call } from '../kernel/call';
import { sha256Base64Url } from '../kernel/crypto';
import { perMinute } from '../kernel/limits';
import { type Sandbox } from '../platform';
import { DAY } from '../world/time';
import { fieldError, refused } from './failure';
import { ACCOUNT, Boards } from './model';
import { mutations } from './mutations';
import { queries } from './queries';
import { SDL } from './sdl';

const schema = buildSchema(SDL);

/** Of a Pro account. */
const PER_DAY = 10_000;
const PER_MINUTE = 2_500;
const REPLAY_MS = 30 * 60_000;
const POINTS_PER_FIELD = 10;
const BUDGET = 5_000_000;

/** The scope each field at the root takes. */
const SCOPES: Readonly<Record<string, string>> = {
  me: 'me:read',
  users: 'users:read',
  workspaces: 'workspaces:read',
  updates: 'updates:read',
  create_update: 'updates:write',
  edit_update: 'updates:write',
  webhooks: 'webhooks:read',
  create_webhook: 'webhooks:write',
  delete_webhook: 'webhooks:write',
};
const scopeOf = (field: string, isMutation: boolean): string | undefined =>
  field === 'complexity' || field === '__typename'
    ? undefined
    : (SCOPES[field] ?? (isMutation ? 'boards:write' : 'boards:read'));

export async function mondayApi(call: Call, sandbox: Sandbox): Promise<Response> {
  if (call.method !== 'POST') return refused('BadRequest', 'Only POST is answered', { status: 405 });
  const given = call.headers.get('authorization') ?? '';
  const token = sandbox.tokens.find('monday', bearer(call.headers) ?? given, 'access');
  if (!token || sandbox.tokens.state(token) !== 'live')
    return refused('NOT_AUTHENTICATED', 'Not Authenticated', { status: 401 });
  const limited = limit(sandbox);
  if (limited instanceof Response) return limited;
  const body = parseJson(bodyText(call));
  if (!isObject(body) || typeof body.query !== 'string')
    return refused('JsonParseException', 'No query', { status: 400, headers: limited });
  const document = parsed(body.query);
  if (document instanceof GraphQLError) return invalid([document], limited);
  const breaches = validate(schema, document);
  if (breaches.length > 0) return invalid(breaches, limited);
  const operation = getOperationAST(document);
  if (!operation) return invalid([new GraphQLError('One operation, please')], limited);
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const budget = spend(sandbox, body.query, body.variables, isMutation);
  if (budget) return budget;
  const answer = async () => {
    const viewer = { boards: new Boards(sandbox), person: token.person };
    const root = guarded(isMutation ? mutations(viewer) : queries(viewer), token.scopes, isMutation);
    const variableValues = isObject(body.variables) ? body.variables : {};
    const result = await execute({ schema, document, rootValue: root, variableValues });
    return JSON.stringify({
      ...result,
      extensions: { request_id: crypto.randomUUID() },
      account_id: Number(ACCOUNT.id),
    });
  };
  const key = call.headers.get('idempotency-key');
  return isMutation && key !== null ? once(sandbox, key, body, limited, answer) : text(await answer(), limited);
}

const text = (body: string, headers: Record<string, string>): Response =>
  new Response(body, {
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError('unreadable');
  }
}

const invalid = (errors: readonly GraphQLError[], headers: Record<string, string>): Response =>
  json(
    {
      errors: errors.map(({ message, locations }) => ({
        message,
        locations,
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      })),
    },
    400,
    headers,
  );

/** Calls a minute and a day, the day ending at midnight UTC; what stands in the answer's headers. */
function limit(sandbox: Sandbox): Record<string, string> | Response {
  const { limits, now } = sandbox;
  const midnight = (Math.floor(now() / DAY) + 1) * DAY;
  const wait = Math.ceil((midnight - now()) / 1000);
  const daily = limits.take(`monday:day:${midnight}`, { capacity: PER_DAY, perSecond: 0 });
  if (!daily.ok) {
    const headers = { 'retry-after': String(wait) };
    return refused('DAILY_LIMIT_EXCEEDED', 'Daily limit exceeded', { status: 429, headers, retry_in_seconds: wait });
  }
  const minute = limits.take('monday:minute', perMinute(PER_MINUTE));
  if (!minute.ok) {
    const seconds = Math.max(1, Math.ceil(minute.retryAfter));
    const headers = { 'retry-after': String(seconds) };
    return refused('Rate Limit Exceeded', 'Rate Limit Exceeded', { status: 429, headers, retry_in_seconds: seconds });
  }
  return {
    'ratelimit-policy': `"day";q=${PER_DAY};w=86400, "minute";q=${PER_MINUTE};w=60`,
    ratelimit: `"day";r=${daily.remaining};t=${wait}, "minute";r=${minute.remaining};t=60`,
  };
}

/** Points of a query: its fields, times the most entries any of its lists may have. */
function spend(sandbox: Sandbox, query: string, variables: unknown, isMutation: boolean): Response | undefined {
  const fields = query.match(/\w+/g)?.length ?? 1;
  const limits = isObject(variables) ? [variables.limit, variables.count] : [];
  const cost = limits.reduce<number>(
    (points, most) => points * (typeof most === 'number' ? most : 1),
    fields * POINTS_PER_FIELD,
  );
  const name = `monday:complexity:${isMutation ? 'write' : 'read'}`;
  const taken = sandbox.limits.take(name, { capacity: BUDGET, perSecond: BUDGET / 60 }, cost);
  if (taken.ok) return undefined;
  return refused('COMPLEXITY_BUDGET_EXHAUSTED', 'Complexity budget exhausted', {
    ...{ status: 429, complexity: cost, complexity_budget_left: taken.remaining, complexity_budget_limit: BUDGET },
    retry_in_seconds: Math.max(1, Math.ceil(taken.retryAfter)),
  });
}

/** Fields the token has no scope for are refused one by one; the others are answered. */
function guarded(
  root: Record<string, unknown>,
  scopes: readonly string[],
  isMutation: boolean,
): Record<string, unknown> {
  const entries = Object.entries(root).map(([field, value]): [string, unknown] => {
    const scope = scopeOf(field, isMutation);
    if (scope === undefined || scopes.includes(scope)) return [field, value];
    const deny = () => {
      throw fieldError('UNAUTHORIZED_FIELD_OR_TYPE', 403, `Unauthorized field or type: ${field} needs ${scope}`);
    };
    return [field, deny];
  });
  return Object.fromEntries(entries);
}

interface Replay {
  at: number;
  print: string;
  body: string | null;
}

/** A mutation with a key is carried out once: its repetition gets the first answer, one that comes meanwhile a conflict. */
async function once(
  sandbox: Sandbox,
  key: string,
  body: unknown,
  headers: Record<string, string>,
  answer: () => Promise<string>,
): Promise<Response> {
  const replays = sandbox.store.collection<Replay>('monday.replay');
  const print = await sha256Base64Url(JSON.stringify(body));
  const known = replays.get('', key);
  if (known && sandbox.now() - known.at < REPLAY_MS) {
    const conflict = known.body === null || known.print !== print;
    if (conflict || known.body === null)
      return refused('IDEMPOTENCY_CONFLICT', 'The same key is in use', {
        status: 409,
        headers: { ...headers, 'retry-after': '2' },
      });
    return text(known.body, { ...headers, 'idempotency-replayed': 'true' });
  }
  replays.put('', key, { at: sandbox.now(), print, body: null });
  try {
    const first = await answer();
    replays.put('', key, { at: sandbox.now(), print, body: first });
    return text(first, headers);
  } catch (error) {
    replays.delete('', key);
    throw error;
  }
}
