import { type z } from 'zod';
import { type Classified } from '../../core/define-connector';
import { type ErrorKind } from '../../core/errors';
import { type EncodedPath, path } from '../../core/path';
import { expectShape, type PlatformApi, type PlatformCall, type PlatformResponse } from '../../core/platform-call';

type Query = PlatformCall['query'];

/** Zoom's rate limit categories. @see https://developers.zoom.us/docs/api/rate-limits/ */
type Weight = 'light' | 'medium' | 'heavy';

export async function read<T extends z.ZodType>(
  api: PlatformApi,
  target: EncodedPath,
  shape: T,
  options: { query?: Query; weight?: Weight } = {},
): Promise<z.output<T>> {
  const { query, weight = 'light' } = options;
  const call = { method: 'GET', path: target, effect: 'read', limitClass: weight, ...(query && { query }) } as const;
  const { body } = await api.request(call);
  return expectShape(shape, body);
}

/** Sends a change. The answer is null where Zoom gives none (204). */
export async function change(
  api: PlatformApi,
  method: 'POST' | 'PATCH' | 'DELETE',
  target: EncodedPath,
  options: { query?: Query; json?: unknown } = {},
): Promise<unknown> {
  const expect = method === 'POST' ? 'json' : 'empty';
  const { body } = await api.request({
    method,
    path: target,
    effect: 'write',
    limitClass: 'light',
    expect,
    ...options,
  });
  return body;
}

/** A file of a recording, from the address Zoom gave for it; the credential goes there in the header, never in the address. */
export async function download(api: PlatformApi, url: string): Promise<string> {
  const { body } = await api.request({
    method: 'GET',
    path: path`/rec/download`,
    url,
    effect: 'read',
    limitClass: 'heavy',
    expect: 'text',
    headers: { accept: 'text/vtt, text/plain' },
  });
  return String(body);
}

/**
 * A meeting's number or UUID as it has to stand in a path before the path's own encoding: Zoom takes a UUID that begins with `/` or
 * holds `//` only encoded twice.
 * @see https://developers.zoom.us/docs/api/rest/using-zoom-apis/#meeting-id-and-uuid
 */
export const pathId = (meeting: string): string =>
  meeting.startsWith('/') || meeting.includes('//') ? encodeURIComponent(meeting) : meeting;

/** What follows in Zoom's lists; an empty token is the end. */
export const nextCursor = (answer: { next_page_token?: string | undefined }): string | undefined =>
  answer.next_page_token || undefined;

interface Reading {
  kind: ErrorKind;
  advice?: string;
}

const NO_RECORDING =
  'That meeting has no cloud recording, or it is not ready yet, or it was deleted. See list_recordings for those there are.';

/** Codes that say more than the status they come with. */
const CODES: Readonly<Record<string, Reading>> = {
  '124': { kind: 'auth_expired' },
  '4711': { kind: 'insufficient_scope' },
  '200': {
    kind: 'invalid_request',
    advice: 'Zoom does not allow this for this user or meeting: it may need a licensed (paid) user, or the host.',
  },
  '1001': { kind: 'not_found' },
  '1010': { kind: 'invalid_request', advice: 'Zoom says the user does not belong to this account.' },
  '3001': {
    kind: 'not_found',
    advice:
      'Zoom has no such meeting, or it has expired, or it is not this user’s. Take an id from list_meetings, or a uuid from list_past_instances for one that took place.',
  },
  '3002': { kind: 'conflict', advice: 'The meeting is in progress: it cannot be deleted now.' },
  '3003': { kind: 'invalid_request', advice: 'Only the host of a meeting can do this.' },
  '3007': { kind: 'conflict', advice: 'The meeting has ended: it cannot be deleted any more.' },
  '3301': { kind: 'not_found', advice: NO_RECORDING },
  '3322': { kind: 'not_found', advice: NO_RECORDING },
  '12702': { kind: 'not_found', advice: 'Zoom shows past meetings of the last year only.' },
};

const BY_STATUS: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid_request',
  401: 'auth_expired',
  403: 'insufficient_scope',
  404: 'not_found',
  409: 'conflict',
};

/** Zoom refuses with `{code, message}`; the code is finer than the status. */
export function classify(response: PlatformResponse): Classified | undefined {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return undefined;
  const { code, message, fields } = refusalOf(response.body);
  if (status === 429 || code === '429') {
    const daily = /daily/i.test(`${headers['x-ratelimit-type'] ?? ''} ${message}`);
    return { kind: daily ? 'quota_exceeded' : 'rate_limited', code: daily ? '429_daily' : '429' };
  }
  if (status >= 500) return undefined;
  if ((status === 401 || status === 403) && isDownloadRefusal(response.body)) {
    const advice =
      'Zoom does not hand this file out: its owner may have restricted downloads. Try get_meeting_summary.';
    return { kind: 'invalid_request', code: `download_${status}`, advice };
  }
  if (code === undefined) return undefined;
  if (/does not contain scopes/i.test(message)) return { kind: 'insufficient_scope', code };
  if (/next.?page.?token/i.test(message)) {
    const advice =
      'cursor: Zoom no longer knows it (it keeps one for 15 minutes), or it is of another list. Leave it out to start over.';
    return { kind: 'invalid_request', code, advice };
  }
  if (code === '300' && fields.length > 0) {
    return {
      kind: 'invalid_request',
      code,
      advice: `Zoom refused ${fields.join(', ')}. Check the value and try again.`,
    };
  }
  if (code === '3001' && /\bsummary\b/i.test(message)) {
    return { kind: 'not_found', code, advice: 'Zoom wrote no summary of that meeting. Try get_transcript.' };
  }
  const known = CODES[code];
  if (known !== undefined) return { ...known, code };
  const kind = BY_STATUS[status];
  return kind && { kind, code };
}

/**
 * The API says 124 where a token has ended. The host of the files refuses with a page, or in another form, also where the token is good:
 * that must not end the connection.
 */
const isDownloadRefusal = (body: unknown): boolean =>
  typeof body === 'string' || (typeof body === 'object' && body !== null && 'errorCode' in body);

/** Zoom's code, its text for our eyes only, and the names of the fields it refused. */
function refusalOf(body: unknown): { code?: string; message: string; fields: string[] } {
  if (typeof body !== 'object' || body === null) return { message: '', fields: [] };
  const { code, message, errors } = body as { code?: unknown; message?: unknown; errors?: unknown };
  const names = (Array.isArray(errors) ? errors : []).map((error: { field?: unknown } | null) => error?.field);
  return {
    ...(/^\d{1,6}$/.test(String(code)) && { code: String(code) }),
    message: typeof message === 'string' ? message : '',
    fields: names
      .filter((name) => typeof name === 'string' && /^[a-z0-9_.[\]]{1,60}$/i.test(name))
      .slice(0, 5) as string[],
  };
}
