import { type z } from 'zod';
import { type Classified } from '../../core/define-connector';
import { type ErrorKind } from '../../core/errors';
import { atMost } from '../../core/at-most';
import { type EncodedPath } from '../../core/path';
import { expectShape, type PlatformApi, type PlatformCall, type PlatformResponse } from '../../core/platform-call';

type Query = NonNullable<PlatformCall['query']>;

/**
 * Quota units: each person has 6,000 per minute and project, and calls differ in price. One budget, as at Google.
 * @see https://developers.google.com/workspace/gmail/api/reference/quota
 */
export const limits = { default: { capacity: 6_000, perMinute: 6_000 } } as const;

/** What calls cost of it. */
const COSTS = {
  /** Profile, lists, labels of one message. */
  default: 5,
  /** Reading a message or an attachment, writing a draft, the bin. */
  message: 20,
  /** Reading a thread, labels of many messages at once. */
  heavy: 50,
  sending: 100,
} as const;
export type Cost = keyof typeof COSTS;

/** Reads. */
export async function read<T extends z.ZodType>(
  api: PlatformApi,
  from: EncodedPath,
  shape: T,
  options: { query?: Query; cost?: Cost; maxBytes?: number; origin?: string } = {},
): Promise<z.output<T>> {
  const { cost = 'default', ...rest } = options;
  const response = await api.request({ method: 'GET', path: from, effect: 'read', cost: COSTS[cost], ...rest });
  return expectShape(shape, response.body);
}

/** Changes something; the body is JSON. */
export async function write<T extends z.ZodType>(
  api: PlatformApi,
  to: EncodedPath,
  json: unknown,
  shape: T,
  options: { method?: 'POST' | 'PUT' | 'DELETE'; cost?: Cost } = {},
): Promise<z.output<T>> {
  const { method = 'POST', cost = 'default' } = options;
  const body = json === undefined ? {} : { json };
  const response = await api.request({
    method,
    path: to,
    effect: 'write',
    cost: COSTS[cost],
    expect: 'empty',
    ...body,
  });
  return expectShape(shape, response.body);
}

/** Google refuses too many requests of one person at once. */
const AT_ONCE = 5;

/** `work` for every item, a few at a time; results in the order of the items. The first failure stops what has not begun. */
export const inParallel = <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
  atMost(AT_ONCE, items, work);

export { unlessGone } from '../../core/errors';

/** Reasons in `error.errors[]` (Gmail's own) and in `error.details[]` (Google's common layer). */
const KINDS: Readonly<Record<string, ErrorKind>> = {
  rateLimitExceeded: 'rate_limited',
  userRateLimitExceeded: 'rate_limited',
  RATE_LIMIT_EXCEEDED: 'rate_limited',
  dailyLimitExceeded: 'quota_exceeded',
  quotaExceeded: 'quota_exceeded',
  insufficientPermissions: 'insufficient_scope',
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: 'insufficient_scope',
  domainPolicy: 'insufficient_scope',
  accessNotConfigured: 'internal',
  SERVICE_DISABLED: 'internal',
  authError: 'auth_expired',
  notFound: 'not_found',
  backendError: 'provider_unavailable',
  failedPrecondition: 'invalid_request',
  invalidArgument: 'invalid_request',
  badRequest: 'invalid_request',
};

const API_OFF =
  'The Gmail API is switched off in this deployment’s Google Cloud project. The operator switches it on under APIs & Services.';

const ADVICE: Readonly<Record<string, string>> = {
  domainPolicy:
    'An administrator of this Google Workspace does not let apps use Gmail. They can allow this one in the Admin console, under Security, API controls.',
  accessNotConfigured: API_OFF,
  SERVICE_DISABLED: API_OFF,
};

/** What Gmail only says in words, in the messages of its refusals. */
const WORDS: readonly [RegExp, string][] = [
  [/mail service not enabled/i, 'This Google account has no Gmail mailbox. Connect one that has.'],
  [/invalid label|labelId not found/i, 'A label is given by its id. Call list_labels and use an id from there.'],
  [/label name exists/i, 'A label of that name exists already. Call list_labels for its id.'],
  [/recipient address required/i, 'The draft has no recipient. Give it one with update_draft first.'],
  [/invalid (to|cc|bcc) header/i, 'Gmail does not take one of the recipients. Check the addresses.'],
];

interface GoogleError {
  code?: unknown;
  message?: unknown;
  errors?: ({ reason?: unknown } | null)[];
  details?: ({ reason?: unknown } | null)[];
}

/**
 * Google refuses with `{error: {code, message, errors, details}}`; the reasons tell apart what all comes as 403.
 * @see https://developers.google.com/workspace/gmail/api/guides/handle-errors
 */
export function classify(response: PlatformResponse): Classified | undefined {
  if (response.status < 400) return undefined;
  const error = (response.body as { error?: GoogleError } | null)?.error;
  if (typeof error !== 'object' || error === null) return undefined;
  const reasons = [error.errors, error.details].flatMap((list) =>
    (Array.isArray(list) ? list : []).map((item) => item?.reason),
  );
  const code = reasons.find((reason): reason is string => typeof reason === 'string' && Object.hasOwn(KINDS, reason));
  const message = typeof error.message === 'string' ? error.message : '';
  const advice = ADVICE[code ?? ''] ?? WORDS.find(([pattern]) => pattern.test(message))?.[1];
  const kind = code === undefined ? kindOf(response.status, advice) : KINDS[code];
  if (kind === undefined) return undefined;
  const retryAt = kind === 'rate_limited' || kind === 'quota_exceeded' ? retryTime(message) : undefined;
  return {
    kind,
    code: code ?? `http_${response.status}`,
    ...(advice !== undefined && { advice }),
    ...(retryAt !== undefined && { retryAt }),
  };
}

/** Advice without a known reason: the status alone says what kind it is. */
const kindOf = (status: number, advice: string | undefined): ErrorKind | undefined =>
  advice === undefined ? undefined : status === 409 ? 'conflict' : 'invalid_request';

/** “User-rate limit exceeded.  Retry after 2026-11-21T12:00:00.000Z (Mail sending)”. */
function retryTime(message: string): number | undefined {
  const at = Date.parse(/retry after (\d{4}-\d\d-\d\dT[\d:.]+Z)/i.exec(message)?.[1] ?? '');
  return Number.isNaN(at) ? undefined : at;
}
