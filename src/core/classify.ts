import { type Classified, type Connector } from './define-connector';
import { type ErrorKind, SeneschalError } from './errors';
import { type PlatformResponse } from './platform-call';
import { parseRetryAfter } from './retry-after';

const BY_STATUS: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid_request',
  401: 'auth_expired',
  403: 'insufficient_scope',
  404: 'not_found',
  408: 'timeout',
  409: 'conflict',
  410: 'not_found',
  412: 'conflict',
  413: 'invalid_request',
  422: 'invalid_request',
  429: 'rate_limited',
  504: 'timeout',
};

/** What a platform's answer means: the connector's reading first, then what HTTP says. Undefined is a success. */
export function classify(connector: Connector, response: PlatformResponse, now: number): Classified | undefined {
  const own = connector.classify(response);
  const told = own?.retryInSeconds === undefined ? response.headers['retry-after'] : String(own.retryInSeconds);
  const retryAt = parseRetryAfter(told, now);
  if (own !== undefined) return { ...own, ...(own.retryAt === undefined && retryAt !== undefined && { retryAt }) };
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const kind =
    BY_STATUS[status] ??
    (status >= 500 ? 'provider_unavailable' : status >= 400 ? 'invalid_request' : 'invalid_response');
  return { kind, code: `http_${status}`, ...(retryAt !== undefined && { retryAt }) };
}

const inSeconds = (retryAt: number | undefined, now: number): string =>
  retryAt === undefined ? 'in a minute' : `in ${Math.max(1, Math.ceil((retryAt - now) / 1000))} s`;

/** The error a caller gets for a classified answer: our words, with the next step. */
export function toError(
  connector: Connector,
  classified: Classified,
  context: { detail: string; now: number; connectUrl: string },
): SeneschalError {
  const { title } = connector;
  const { kind, retryAt, advice } = classified;
  const messages: Readonly<Record<ErrorKind, string>> = {
    auth_expired: `${title} no longer accepts this connection’s sign-in. Connect the account again: ${context.connectUrl}`,
    auth_revoked: `Access was withdrawn at ${title}. Connect the account again: ${context.connectUrl}`,
    insufficient_scope: `${title} did not grant this connection what the call needs. Connect it again and allow it: ${context.connectUrl}`,
    rate_limited: `${title} limits how fast it can be called. Try again ${inSeconds(retryAt, context.now)}.`,
    quota_exceeded: `The quota at ${title} is used up. Try again ${inSeconds(retryAt, context.now)}, or raise the quota there.`,
    not_found: `${title} has no such item, or this account may not see it. List first, then use an id from the list.`,
    invalid_request: `${title} refused the arguments. Check them against the tool’s schema.`,
    conflict: `${title} says the item has changed or exists already. Read it again, then decide.`,
    provider_unavailable: `${title} is having trouble. Try again in a moment.`,
    timeout: `${title} did not answer in time. Try again in a moment.`,
    network: `${title} could not be reached. Try again in a moment.`,
    invalid_response: `${title} answered in an unexpected form. Try again in a moment.`,
    internal: `${title} refuses this deployment’s own settings. The operator must correct them.`,
  };
  const needsPerson = kind === 'auth_expired' || kind === 'auth_revoked' || kind === 'insufficient_scope';
  return new SeneschalError(kind, advice ?? messages[kind], {
    detail: `${context.detail} code=${classified.code}`,
    ...(retryAt !== undefined && { retryAt }),
    ...(needsPerson && { connectUrl: context.connectUrl }),
  });
}
