import { bearer, json, type Call } from '../../kernel/call';
import { Router } from '../../kernel/router';
import { type Token } from '../../oauth/tokens';
import { type Sandbox } from '../../platform';
import { STAFF, type PersonKey } from '../../world/people';
import { refuse, zoomError } from '../failure';
import { ACCOUNT_ID, Rooms } from '../model';
import { userShape } from '../shapes';
import { MEETING_OPERATIONS } from './meetings';
import { ownUser, type Category, type Context, type Operation } from './operation';
import { PAST_OPERATIONS } from './past';
import { RECORDING_OPERATIONS } from './recordings';

const OPERATIONS: Record<string, Operation> = {
  'GET /v2/users/:userId': {
    scope: 'user:read:user',
    category: 'Light',
    run: (_, { userId = '' }, context) => json(userShape(ownUser(userId, context), context.sandbox.anchor)),
  },
  ...MEETING_OPERATIONS,
  ...RECORDING_OPERATIONS,
  ...PAST_OPERATIONS,
};

export const ZOOM_OPERATIONS = Object.keys(OPERATIONS);

/** What a Pro account may do per second, and per day for the heavy ones. */
const QPS: Record<Category, number> = { Light: 30, Medium: 20, Heavy: 10 };
const MEETINGS_PER_DAY = 100;
const DAY_S = 86_400;

const router = new Router<Context>(
  Object.fromEntries(
    Object.entries(OPERATIONS).map(([key, operation]) => [
      key,
      (call, params, context) => guarded(operation, call, params, context),
    ]),
  ),
);

export async function zoomApi(call: Call, sandbox: Sandbox): Promise<Response> {
  const match = router.match(call.method, call.path);
  if (match === undefined) return zoomError(404, 2300, 'This API endpoint is not recognized.');
  if (match === 'method') return zoomError(405, 405, `The request method ${call.method} is not supported.`);
  const token = session(call, sandbox);
  return match.handler(call, match.params, { sandbox, rooms: new Rooms(sandbox), token, me: token.person });
}

/** Zoom takes tokens from the header alone, and says 124 to everything that is wrong with them. */
export function session(call: Call, sandbox: Sandbox): Token {
  const token = sandbox.tokens.find('zoom', bearer(call.headers) ?? '', 'access');
  const state = sandbox.tokens.state(token);
  if (state === 'expired') return refuse(401, 124, 'Access token is expired.');
  return token && state === 'live' ? token : refuse(401, 124, 'Invalid access token.');
}

async function guarded(operation: Operation, call: Call, params: Record<string, string>, context: Context) {
  const { sandbox, token } = context;
  const { category } = operation;
  const limit = QPS[category];
  const taken = sandbox.limits.take(`zoom:${ACCOUNT_ID}:${category}`, { capacity: limit, perSecond: limit });
  const headers: Record<string, string> = {
    'x-ratelimit-category': category,
    'x-ratelimit-type': 'QPS',
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(taken.remaining),
  };
  if (!taken.ok)
    return tooMany('You have reached the maximum per-second rate limit for this API. Try again later.', headers);
  if (!token.scopes.includes(operation.scope)) {
    const message = `Invalid access token, does not contain scopes:[${operation.scope}].`;
    return zoomError(400, 4711, message);
  }
  if (operation.daily) {
    const refused = takeFromDay(context.me, sandbox, headers);
    if (refused) return refused;
  }
  const response = operation.run(call, params, context);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

const tooMany = (message: string, headers: Record<string, string>): Response =>
  json({ code: 429, message }, 429, headers);

/** The daily limit is counted per user and UTC day; `Retry-After` then is a moment, not a number of seconds. */
function takeFromDay(me: PersonKey, sandbox: Sandbox, headers: Record<string, string>): Response | undefined {
  const day = Math.floor(sandbox.now() / 1000 / DAY_S);
  const taken = sandbox.limits.take(`zoom:meetings:${STAFF.indexOf(me)}:${day}`, {
    capacity: MEETINGS_PER_DAY,
    perSecond: 0,
  });
  if (taken.ok) return undefined;
  const message = `You have reached the maximum daily rate limit (${MEETINGS_PER_DAY}) for meeting create and update requests.`;
  const midnight = new Date((day + 1) * DAY_S * 1000).toISOString();
  return tooMany(message, {
    ...headers,
    'x-ratelimit-type': 'Daily-limit',
    'x-ratelimit-limit': String(MEETINGS_PER_DAY),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': midnight,
    'retry-after': midnight,
  });
}
