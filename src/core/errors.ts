import { newId } from './ids';

/** The thirteen ways a call can fail. Each has one recovery strategy, held as data in `RECOVERY`. */
export const ERROR_KINDS = [
  'auth_expired',
  'auth_revoked',
  'insufficient_scope',
  'rate_limited',
  'quota_exceeded',
  'not_found',
  'invalid_request',
  'conflict',
  'provider_unavailable',
  'timeout',
  'network',
  'invalid_response',
  'internal',
] as const;

export type ErrorKind = (typeof ERROR_KINDS)[number];

/** What is done about a kind of error, and whose turn it is. */
export interface Recovery {
  /** May the same request be sent again, if it is safe to repeat? */
  retry: boolean;
  /** How long to wait before that: not at all, by our backoff, or as long as the platform says. */
  wait: 'none' | 'backoff' | 'told';
  /** Is one token refresh tried first? */
  refresh: boolean;
  /** The state event the integration receives once recovery has failed; none leaves the state alone. */
  state?: 'failed' | 'limited' | 'expired' | 'revoked';
  /** Who has to act next. */
  turn: 'seneschal' | 'caller' | 'owner' | 'platform' | 'operator';
  /** The HTTP status of a problem response of this kind. */
  status: number;
}

export const RECOVERY: Readonly<Record<ErrorKind, Recovery>> = {
  auth_expired: { retry: true, wait: 'none', refresh: true, state: 'expired', turn: 'owner', status: 409 },
  auth_revoked: { retry: false, wait: 'none', refresh: false, state: 'revoked', turn: 'owner', status: 409 },
  insufficient_scope: { retry: false, wait: 'none', refresh: false, turn: 'owner', status: 403 },
  rate_limited: { retry: true, wait: 'told', refresh: false, state: 'limited', turn: 'seneschal', status: 429 },
  quota_exceeded: { retry: false, wait: 'told', refresh: false, state: 'limited', turn: 'operator', status: 429 },
  not_found: { retry: false, wait: 'none', refresh: false, turn: 'caller', status: 404 },
  invalid_request: { retry: false, wait: 'none', refresh: false, turn: 'caller', status: 400 },
  conflict: { retry: false, wait: 'none', refresh: false, turn: 'caller', status: 409 },
  provider_unavailable: {
    retry: true,
    wait: 'backoff',
    refresh: false,
    state: 'failed',
    turn: 'platform',
    status: 502,
  },
  timeout: { retry: true, wait: 'backoff', refresh: false, state: 'failed', turn: 'platform', status: 504 },
  network: { retry: true, wait: 'backoff', refresh: false, state: 'failed', turn: 'platform', status: 502 },
  invalid_response: { retry: true, wait: 'backoff', refresh: false, state: 'failed', turn: 'platform', status: 502 },
  internal: { retry: false, wait: 'none', refresh: false, turn: 'operator', status: 500 },
};

/** Who has to act after an error of this kind, as it was stored. One that this version does not know is the operator's to look at. */
export function turnOf(kind: string): Recovery['turn'] {
  const known = ERROR_KINDS.find((name) => name === kind);
  return known === undefined ? 'operator' : RECOVERY[known].turn;
}

/** What travels between objects, where a class would lose its fields. */
export interface Failure {
  kind: ErrorKind;
  /** Written by us for the caller: what happened and what to do next. Never a platform's own text. */
  message: string;
  /** The same reference stands in the log, with the detail. */
  reference: string;
  /** When it is worth trying again, in milliseconds since 1970. */
  retryAt?: number;
  /** A page that puts it right: connect or reconnect. */
  connectUrl?: string;
  /** Certain that nothing reached the platform: repeating it repeats nothing. */
  unsent?: boolean;
  /** For the log alone. */
  detail?: string;
}

export interface FailureOptions {
  detail?: string;
  retryAt?: number;
  connectUrl?: string;
  unsent?: boolean;
  cause?: unknown;
  reference?: string;
}

/** The one error class. Its message is public; `detail` goes to the log under the same reference. */
export class SeneschalError extends Error {
  readonly kind: ErrorKind;
  readonly reference: string;
  readonly detail: string | undefined;
  readonly retryAt: number | undefined;
  readonly connectUrl: string | undefined;
  readonly unsent: boolean;

  constructor(kind: ErrorKind, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SeneschalError';
    this.kind = kind;
    this.reference = options.reference ?? newId('ref');
    this.detail = options.detail;
    this.retryAt = options.retryAt;
    this.connectUrl = options.connectUrl;
    this.unsent = options.unsent ?? false;
  }

  toFailure(): Failure {
    return {
      kind: this.kind,
      message: this.message,
      reference: this.reference,
      ...(this.retryAt !== undefined && { retryAt: this.retryAt }),
      ...(this.connectUrl !== undefined && { connectUrl: this.connectUrl }),
      ...(this.unsent && { unsent: true }),
      ...(this.detail !== undefined && { detail: this.detail }),
    };
  }

  static fromFailure(failure: Failure): SeneschalError {
    return new SeneschalError(failure.kind, failure.message, failure);
  }

  /** Anything thrown, as one of the thirteen. What we did not foresee is `internal` and says nothing but its reference. */
  static from(error: unknown): SeneschalError {
    if (error instanceof SeneschalError) return error;
    const reference = newId('ref');
    const detail = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : textOf(error);
    return new SeneschalError('internal', `Internal error. Reference: ${reference}`, {
      reference,
      detail,
      cause: error,
    });
  }
}

/** Not everything thrown can be written as text: objects without a prototype cannot. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}

/** The caller's input is wrong; the message names the field and the limit. */
export const invalidRequest = (message: string): SeneschalError => new SeneschalError('invalid_request', message);

/** The same answer for what does not exist and for what is not the caller's to know of. */
export const notFound = (what: string): SeneschalError =>
  new SeneschalError('not_found', `${what} was not found. Check the id; list what you can use first.`);

/** What `work` gives, or undefined where the item has gone meanwhile. */
export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SeneschalError && error.kind === 'not_found') return undefined;
    throw error;
  }
}
