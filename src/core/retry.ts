import { type ErrorKind, RECOVERY } from './errors';

/** How a call is repeated. Times in milliseconds. */
export interface RetryPolicy {
  attempts: number;
  baseMs: number;
  capMs: number;
  /** The whole call, waits included, ends by then. */
  deadlineMs: number;
  /** A wait the platform asks for is waited only up to this; a longer one is an error that says when. */
  longestWaitMs: number;
}

export const RETRY: RetryPolicy = { attempts: 3, baseMs: 250, capMs: 2_000, deadlineMs: 25_000, longestWaitMs: 2_000 };

/**
 * How long to wait before the next attempt; undefined: give up. Exponential backoff with full jitter, or what the platform says.
 * @param attempt how many attempts were made.
 * @param random from 0 to 1.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function nextWait(
  failure: { kind: ErrorKind; retryAt?: number | undefined },
  state: { attempt: number; startedAt: number; now: number; repeatable: boolean; random: number },
  policy: RetryPolicy = RETRY,
): number | undefined {
  const { retry, wait } = RECOVERY[failure.kind];
  if (!retry || wait === 'none' || !state.repeatable || state.attempt >= policy.attempts) return undefined;
  const told = failure.retryAt === undefined ? undefined : failure.retryAt - state.now;
  if (wait === 'told' && told === undefined) return undefined;
  if (told !== undefined && told > policy.longestWaitMs) return undefined;
  const backoff = state.random * Math.min(policy.capMs, policy.baseMs * 2 ** (state.attempt - 1));
  const waitMs = Math.max(told ?? 0, Math.round(backoff));
  return state.now + waitMs - state.startedAt >= policy.deadlineMs ? undefined : waitMs;
}
