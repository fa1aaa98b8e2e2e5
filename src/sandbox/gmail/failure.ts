import { Answer, json } from '../kernel/call';

const STATUS_NAMES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

const REASONS: Record<number, string> = {
  400: 'invalidArgument',
  401: 'authError',
  403: 'forbidden',
  404: 'notFound',
  409: 'aborted',
  429: 'rateLimitExceeded',
  500: 'backendError',
  503: 'backendError',
};

interface Detail {
  reason?: string;
  domain?: string;
  extra?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** An error in the shape all Google APIs share. */
export function googleError(code: number, message: string, detail: Detail = {}): Response {
  const { reason = REASONS[code] ?? 'unknown', domain = 'global', extra = {}, headers } = detail;
  const errors = [{ message, domain, reason, ...(code === 401 ? AUTHORIZATION : {}) }];
  const status = STATUS_NAMES[code] ?? 'UNKNOWN';
  return json({ error: { code, message, errors, status, ...extra } }, code, headers);
}

const AUTHORIZATION = { location: 'Authorization', locationType: 'header' };

export const refuse = (code: number, message: string, detail?: Detail): never => {
  throw new Answer(googleError(code, message, detail));
};

export const notFound = (): never => refuse(404, 'Requested entity was not found.');

export function gmailFailure(status: number): Response {
  const message = status === 401 ? 'Invalid Credentials' : status >= 500 ? 'Backend Error' : 'Request refused.';
  if (status !== 403) return googleError(status, message);
  return googleError(403, 'Quota exceeded.', { reason: 'userRateLimitExceeded', domain: 'usageLimits' });
}
