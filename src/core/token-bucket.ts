import { type RateLimit } from './define-connector';

/** Calls left in a bucket at a time (milliseconds since 1970); a time to come means that nothing goes out before it. */
export interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Takes one call out of the bucket. Where it is empty the call is promised the next token: `waitMs` says when it may go, and the bucket
 * goes below zero, so that calls that wait queue up in order. A wait beyond `longestWaitMs` takes nothing.
 */
export function take(
  bucket: Bucket | undefined,
  limit: RateLimit,
  now: number,
  longestWaitMs: number,
): { bucket: Bucket; waitMs: number; taken: boolean } {
  const { tokens: left, at } = bucket ?? { tokens: limit.capacity, at: now };
  const from = Math.max(now, at);
  const tokens = Math.min(limit.capacity, left + ((from - at) * limit.perMinute) / 60_000);
  const waitMs = from - now + (tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 60_000) / limit.perMinute));
  const taken = waitMs <= longestWaitMs;
  return { bucket: { tokens: taken ? tokens - 1 : tokens, at: from }, waitMs, taken };
}

/** The bucket once the platform has said that nothing goes out before `retryAt`; from then on it is full, and the platform says if not. */
export const blocked = (limit: RateLimit, retryAt: number): Bucket => ({ tokens: limit.capacity, at: retryAt });
