import { RECOVERY, type SeneschalError } from './errors';
import { newId } from './ids';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported content type',
  429: 'Too many requests',
  500: 'Internal error',
};

/** A problem response of RFC 9457: what happened and what to do next, with a reference that stands in the log too. */
export function problem(status: number, detail: string, extra: Record<string, unknown> = {}): Response {
  const body = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    reference: newId('ref'),
    ...extra,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}

export function problemOf(error: SeneschalError): Response {
  return problem(RECOVERY[error.kind].status, error.message, {
    kind: error.kind,
    reference: error.reference,
    ...(error.retryAt !== undefined && { retryAt: new Date(error.retryAt).toISOString() }),
    ...(error.connectUrl !== undefined && { connectUrl: error.connectUrl }),
  });
}
