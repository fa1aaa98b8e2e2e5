import { z } from 'zod';
import { type Classified } from '../../core/define-connector';
import { type ErrorKind } from '../../core/errors';
import { path } from '../../core/path';
import { expectShape, type PlatformApi, type PlatformResponse } from '../../core/platform-call';

/** Pinned: without a version, or with an unknown one, monday.com answers as its current one does, which changes every quarter. */
const API_VERSION = '2026-07';

type Variables = Readonly<Record<string, unknown>>;

/** Asks a document that changes nothing. */
export const read = <T extends z.ZodType>(
  api: PlatformApi,
  document: string,
  variables: Variables,
  shape: T,
): Promise<z.output<T>> => send(api, document, variables, shape, 'read', {});

/** Sends a document that changes something. Its key makes monday.com answer a repetition as it answered the first. */
export const write = <T extends z.ZodType>(
  api: PlatformApi,
  document: string,
  variables: Variables,
  shape: T,
): Promise<z.output<T>> => send(api, document, variables, shape, 'write', { 'idempotency-key': crypto.randomUUID() });

const envelope = z.object({ data: z.unknown() });

async function send<T extends z.ZodType>(
  api: PlatformApi,
  query: string,
  variables: Variables,
  shape: T,
  effect: 'read' | 'write',
  headers: Record<string, string>,
): Promise<z.output<T>> {
  const { body } = await api.request({
    method: 'POST',
    path: path`/v2`,
    json: { query, variables },
    effect,
    headers: { 'api-version': API_VERSION, ...headers },
  });
  const { data } = expectShape(envelope, body);
  return expectShape(shape, data);
}

const KINDS: Readonly<Record<string, ErrorKind>> = {
  NOT_AUTHENTICATED: 'auth_expired',
  UNAUTHORIZED: 'auth_expired',
  UNAUTHORIZED_FIELD_OR_TYPE: 'insufficient_scope',
  USERUNAUTHORIZEDEXCEPTION: 'insufficient_scope',
  USER_UNAUTHORIZED: 'insufficient_scope',
  USER_ACCESS_DENIED: 'insufficient_scope',
  MISSINGREQUIREDPERMISSIONS: 'insufficient_scope',
  COMPLEXITY_BUDGET_EXHAUSTED: 'rate_limited',
  COMPLEXITYEXCEPTION: 'rate_limited',
  MAXCONCURRENCYEXCEEDED: 'rate_limited',
  'RATE LIMIT EXCEEDED': 'rate_limited',
  RATE_LIMIT_EXCEEDED: 'rate_limited',
  MINUTE_LIMIT_RATE_EXCEEDED: 'rate_limited',
  IP_RATE_LIMIT_EXCEEDED: 'rate_limited',
  API_TEMPORARILY_BLOCKED: 'rate_limited',
  DAILY_LIMIT_EXCEEDED: 'quota_exceeded',
  IDEMPOTENCY_CONFLICT: 'conflict',
  DELETELASTGROUPEXCEPTION: 'conflict',
  RESOURCE_LOCKED: 'conflict',
  RESOURCENOTFOUNDEXCEPTION: 'not_found',
  INVALIDBOARDIDEXCEPTION: 'not_found',
  INVALIDITEMIDEXCEPTION: 'not_found',
  INVALIDUSERIDEXCEPTION: 'not_found',
  INTERNAL_SERVER_ERROR: 'provider_unavailable',
};

const ADVICE: Readonly<Record<string, string>> = {
  USERUNAUTHORIZEDEXCEPTION: 'Your user may not do this on monday.com. Ask an owner of the board to let you.',
  USER_UNAUTHORIZED: 'Your user may not do this on monday.com. Ask an owner of the board to let you.',
  USER_ACCESS_DENIED: 'Your user may not do this on monday.com. Ask an admin of the account to let you.',
  IDEMPOTENCY_CONFLICT: 'monday.com is still carrying out the same change. Read the item in a moment to see it.',
  RESOURCE_LOCKED: 'monday.com is busy with that board or item. Try again in a moment.',
  COLUMNVALUEEXCEPTION:
    'column_values: monday.com does not take one of the values. See get_board for the columns, their types and labels.',
  INVALIDCOLUMNIDEXCEPTION: 'column_values or column_id: there is no such column. See get_board for their ids.',
  ITEMNAMETOOLONGEXCEPTION: 'name: an item’s name has at most 255 characters.',
  ITEMSLIMITATIONEXCEPTION: 'The board is full: monday.com limits how many items one holds.',
  MAXCOMPLEXITYEXCEEDED: 'That is more than monday.com works out at once. Ask for fewer with limit.',
  CURSOR:
    'cursor: monday.com no longer knows it (it keeps one for 60 minutes), or it is of another list. Leave it out to start over.',
};

const LOCKED = 423;

/** What a refusal says of itself; its texts are for our eyes only. */
interface Refusal {
  code: string;
  status: number | undefined;
  retryInSeconds: number | undefined;
}

/** monday.com answers most refusals with status 200 and `errors`, which may stand beside a part of the data. */
export function classify(response: PlatformResponse): Classified | undefined {
  const { status } = response;
  const refusal = refusalOf(response.body);
  if (refusal === undefined) {
    if (status === LOCKED) return { kind: 'conflict', code: 'http_423', advice: ADVICE['RESOURCE_LOCKED'] ?? '' };
    return undefined;
  }
  const { code, retryInSeconds } = refusal;
  const known = code.toUpperCase();
  const kind = KINDS[known] ?? byStatus(refusal.status ?? status);
  const advice = ADVICE[known];
  return {
    kind,
    code,
    ...(advice !== undefined && { advice }),
    ...(retryInSeconds !== undefined && { retryInSeconds }),
  };
}

function byStatus(status: number): ErrorKind {
  if (status === 401) return 'auth_expired';
  if (status === 403) return 'insufficient_scope';
  if (status === 404) return 'not_found';
  if (status === 409 || status === LOCKED) return 'conflict';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'provider_unavailable' : 'invalid_request';
}

/** One form for what comes as GraphQL errors, as one error with a code, or as the plain answer of the sign-in's endpoints. */
const refusalShape = z.object({
  errors: z.array(z.unknown()).optional(),
  error_code: z.string().optional(),
  error: z.string().optional(),
  status_code: z.number().optional(),
  retry_in_seconds: z.number().optional(),
});
const errorShape = z.object({
  message: z.string().optional(),
  extensions: z
    .object({
      code: z.string().optional(),
      status_code: z.number().optional(),
      retry_in_seconds: z.number().optional(),
    })
    .optional(),
});

function refusalOf(body: unknown): Refusal | undefined {
  const parsed = refusalShape.safeParse(body);
  if (!parsed.success) return undefined;
  const { errors = [], error_code: errorCode, error, status_code: ownStatus, retry_in_seconds: ownRetry } = parsed.data;
  if (errors.length === 0 && errorCode === undefined && error === undefined) return undefined;
  const [first] = errors.flatMap((one) => errorShape.safeParse(one).data ?? []);
  const code = first?.extensions?.code ?? errorCode ?? error ?? 'unknown_error';
  return {
    // A cursor that ended has had several codes; its message always speaks of it.
    code: /cursor/i.test(`${code} ${first?.message ?? ''}`) ? 'CURSOR' : code.slice(0, 60),
    status: first?.extensions?.status_code ?? ownStatus,
    retryInSeconds: first?.extensions?.retry_in_seconds ?? ownRetry,
  };
}
