import { type RateLimit } from './define-connector';

/** Calls left in a bucket at a time (milliseconds since 1970); a time to come means that nothing goes out before it. */
export interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Takes what a call costs out of the bucket. Where there is not enough the call is promised the next tokens: `waitMs` says when it may go, and the bucket
 * goes below zero, so that calls that wait queue up in order. A wait beyond `longestWaitMs` takes nothing.
 */
export function take(
  bucket: Bucket | undefined,
  limit: RateLimit,
  now: number,
  longestWaitMs: number,
  cost = 1,
): { bucket: Bucket; waitMs: number; taken: boolean } {
  const { tokens: left, at } = bucket ?? { tokens: limit.capacity, at: now };
  const from = Math.max(now, at);
  const tokens = Math.min(limit.capacity, left + ((from - at) * limit.perMinute) / 60_000);
  const waitMs = from - now + (tokens >= cost ? 0 : Math.ceil(((cost - tokens) * 60_000) / limit.perMinute));
  const taken = waitMs <= longestWaitMs;
  return { bucket: { tokens: taken ? tokens - cost : tokens, at: from }, waitMs, taken };
}

/** The bucket once the platform has said that nothing goes out before `retryAt`; from then on it is full, and the platform says if not. */
export const blocked = (limit: RateLimit, retryAt: number): Bucket => ({ tokens: limit.capacity, at: retryAt });
