import { Answer, json } from '../kernel/call';
import { guid } from './ids';

const CODES: Record<number, string> = {
  400: 'BadRequest',
  401: 'InvalidAuthenticationToken',
  403: 'ErrorAccessDenied',
  404: 'ErrorItemNotFound',
  405: 'Request_BadRequest',
  409: 'Conflict',
  410: 'SyncStateNotFound',
  412: 'ErrorIrresolvableConflict',
  429: 'ApplicationThrottled',
  500: 'generalException',
  503: 'serviceNotAvailable',
  504: 'UnknownError',
};

const MESSAGES: Record<number, string> = {
  401: 'Access token has expired or is not yet valid.',
  403: 'Access is denied. Check credentials and try again.',
  404: 'The specified object was not found in the store.',
  410: 'The sync state generation is not found; start again without a token.',
  429: 'Application is over its MailboxConcurrency limit.',
};

/** An error in the shape all of Graph shares. */
export function graphError(
  status: number,
  code = CODES[status] ?? 'UnknownError',
  message = MESSAGES[status] ?? 'The request was refused.',
  headers: Record<string, string> = {},
): Response {
  const id = guid(`request:${crypto.randomUUID()}`);
  const date = new Date().toISOString().slice(0, 19);
  const innerError = { date, 'request-id': id, 'client-request-id': id };
  return json({ error: { code, message, innerError } }, status, { 'request-id': id, ...headers });
}

export const refuse = (status: number, code?: string, message?: string): never => {
  throw new Answer(graphError(status, code, message));
};

export const notFound = (): never => refuse(404);

export const graphFailure = (status: number): Response =>
  graphError(status, undefined, undefined, status === 429 ? { 'retry-after': '10' } : {});
