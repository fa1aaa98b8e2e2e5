import { Args } from '../args';
import { refuse, SlackFailure } from '../failure';
import { TEAM_ID } from '../ids';
import { isObject, json, type Call, type JsonObject } from '../../kernel/call';
import { perMinute } from '../../kernel/limits';
import { type Sandbox } from '../../platform';
import { Workspace } from '../model';
import { oauthAccess, uninstall } from '../oauth';
import { Session } from '../session';
import { CHAT_METHODS } from './chat';
import { CONVERSATION_METHODS } from './conversations';
import { TIER, type Method } from './method';
import { PEOPLE_METHODS } from './people';
import { RateLimited } from './rate';
import { REACTION_METHODS } from './reactions';
import { SEARCH_METHODS } from './search';

const METHODS = new Map<string, Method>(
  Object.entries({
    ...PEOPLE_METHODS,
    ...CONVERSATION_METHODS,
    ...CHAT_METHODS,
    ...REACTION_METHODS,
    ...SEARCH_METHODS,
  }),
);

export const SLACK_METHODS = [...METHODS.keys(), 'oauth.v2.access', 'apps.uninstall'];

export function slackApi(call: Call, sandbox: Sandbox): Response {
  const name = call.path.slice('/api/'.length);
  try {
    return answer({ ok: true, ...run(name, call, sandbox) });
  } catch (error) {
    if (error instanceof RateLimited) {
      return json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(Math.max(1, error.seconds)) });
    }
    if (error instanceof SlackFailure) return answer({ ok: false, error: error.code, ...error.extra });
    throw error;
  }
}

const answer = (body: JsonObject): Response =>
  json(body, 200, { 'x-slack-req-id': crypto.randomUUID().replaceAll('-', '') });

function run(name: string, call: Call, sandbox: Sandbox): JsonObject {
  if (call.method !== 'GET' && call.method !== 'POST') return refuse('invalid_request_method');
  if (name === 'oauth.v2.access') return oauthAccess(call, sandbox);
  if (name === 'apps.uninstall') return uninstall(call, sandbox);
  const method = METHODS.get(name);
  if (!method) return refuse('unknown_method', { req_method: name });
  const session = Session.open(call, sandbox);
  const taken = sandbox.limits.take(`slack:${TEAM_ID}:${session.token.role}:${name}`, perMinute(TIER[method.tier]));
  if (!taken.ok) throw new RateLimited(Math.ceil(taken.retryAfter));
  if (method.only && method.only !== session.token.role) return refuse('not_allowed_token_type');
  if (method.scope) session.need(method.scope);
  const args = Args.read(call, method.json ?? false);
  const workspace = new Workspace(sandbox);
  workspace.releaseScheduled();
  const result = method.run({ call, args, session, workspace, sandbox });
  if (!args.warnings.length) return result;
  const metadata = isObject(result.response_metadata) ? result.response_metadata : {};
  const warnings = [...(Array.isArray(metadata.warnings) ? (metadata.warnings as unknown[]) : []), ...args.warnings];
  return { ...result, warning: warnings.join(','), response_metadata: { ...metadata, warnings } };
}
