import { type z } from 'zod';
import { type Classified } from '../../core/define-connector';
import { type ErrorKind } from '../../core/errors';
import { type EncodedPath } from '../../core/path';
import { expectShape, type PlatformApi, type PlatformCall, type PlatformResponse } from '../../core/platform-call';

type Query = NonNullable<PlatformCall['query']>;

/**
 * 10,000 requests in ten minutes for each app and mailbox, and four of them at a time.
 * @see https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits
 */
export const limits = { default: { capacity: 2_000, perMinute: 800, atOnce: 4 } } as const;

/** Ids that stay when a message is moved or sent; asked for with every call, or the ids of two calls would differ. */
const IMMUTABLE_IDS = 'IdType="ImmutableId"';
/** Bodies as text, which Outlook makes of HTML itself. */
export const TEXT_BODIES = 'outlook.body-content-type="text"';

const prefer = (more: readonly string[] = []): Record<string, string> => ({
  prefer: [IMMUTABLE_IDS, ...more].join(', '),
});

/** Reads. `url` is one of Graph's own links, which stands for path and query. */
export async function read<T extends z.ZodType>(
  api: PlatformApi,
  from: EncodedPath,
  shape: T,
  options: { query?: Query; prefer?: readonly string[]; url?: string; maxBytes?: number } = {},
): Promise<z.output<T>> {
  const { prefer: wanted, ...rest } = options;
  const response = await api.request({ method: 'GET', path: from, effect: 'read', headers: prefer(wanted), ...rest });
  return expectShape(shape, response.body);
}

/** Changes something. Graph answers what it made of it, or nothing at all (202, 204). */
export async function write<T extends z.ZodType>(
  api: PlatformApi,
  to: EncodedPath,
  json: unknown,
  shape: T,
  method: 'POST' | 'PATCH' | 'DELETE' = 'POST',
): Promise<z.output<T>> {
  const body = json === undefined ? {} : { json };
  const response = await api.request({
    method,
    path: to,
    effect: 'write',
    headers: prefer(),
    expect: 'empty',
    ...body,
  });
  return expectShape(shape, response.body);
}

interface Reading {
  kind: ErrorKind;
  advice?: string;
}

const NO_MAILBOX: Reading = {
  kind: 'invalid_request',
  advice: 'This Microsoft account has no Outlook mailbox in the cloud. Connect one that has.',
};
const FOREIGN_ID: Reading = {
  kind: 'invalid_request',
  advice: 'An id is not one of this mailbox. Take ids from search_messages or list_folders.',
};
const NO_RECIPIENT: Reading = {
  kind: 'invalid_request',
  advice: 'The message has no recipient Outlook can send to. Check the addresses, or give some with update_draft.',
};
const SENDING_LIMIT: Reading = {
  kind: 'quota_exceeded',
  advice: 'This mailbox may send no more for now: Microsoft 365 limits the recipients of a day. Try again tomorrow.',
};

/** Codes that say more than their status, in lower case: Graph writes some of them in both. */
const CODES: Readonly<Record<string, Reading>> = {
  applicationthrottled: { kind: 'rate_limited' },
  toomanyrequests: { kind: 'rate_limited' },
  activitylimitreached: { kind: 'rate_limited' },
  errorserverbusy: { kind: 'rate_limited' },
  errortoomanyobjectsopened: { kind: 'rate_limited' },
  errormailboxstoreunavailable: { kind: 'provider_unavailable' },
  erroritemnotfound: { kind: 'not_found' },
  errorfoldernotfound: { kind: 'not_found' },
  errorinvalididmalformed: FOREIGN_ID,
  errorinvalidid: FOREIGN_ID,
  errorinvalidmailboxitemid: FOREIGN_ID,
  mailboxnotenabledforrestapi: NO_MAILBOX,
  mailboxnotsupportedforrestapi: NO_MAILBOX,
  errornonexistentmailbox: NO_MAILBOX,
  errorinvalidrecipients: NO_RECIPIENT,
  errorfolderexists: { kind: 'conflict', advice: 'A folder of that name exists already. list_folders shows its id.' },
  errormessagesizeexceeded: { kind: 'invalid_request', advice: 'Outlook does not take a message as large as this.' },
  errorquotaexceeded: { kind: 'quota_exceeded', advice: 'The mailbox is full. Its owner has to make room.' },
  errorexceededmessagelimit: SENDING_LIMIT,
  errormessagesubmissionblocked: SENDING_LIMIT,
  errorirresolvableconflict: { kind: 'conflict' },
  inefficientfilter: {
    kind: 'invalid_request',
    advice: 'Outlook cannot filter a mailbox of this size so. Use query, or name a folder_id.',
  },
  // A cursor of changes that Graph has forgotten; all of them begin anew.
  syncstatenotfound: { kind: 'not_found' },
  syncstateinvalid: { kind: 'not_found' },
  resyncrequired: { kind: 'not_found' },
};

/**
 * Graph refuses with `{error: {code, message, innerError}}`. A 503 or 504 that says when to come back is a limit, too.
 * @see https://learn.microsoft.com/graph/errors
 * @see https://learn.microsoft.com/graph/throttling
 */
export function classify({ status, headers, body }: PlatformResponse): Classified | undefined {
  if (status < 400) return undefined;
  const error = (body as { error?: unknown } | null)?.error;
  const given = typeof error === 'object' ? (error as { code?: unknown } | null)?.code : undefined;
  const code = typeof given === 'string' && /^[\w.]{1,100}$/.test(given) ? given : `http_${status}`;
  const known = Object.hasOwn(CODES, code.toLowerCase()) ? CODES[code.toLowerCase()] : undefined;
  if (known !== undefined) return { ...known, code };
  const held = (status === 503 || status === 504) && headers['retry-after'] !== undefined;
  return held ? { kind: 'rate_limited', code } : undefined;
}
