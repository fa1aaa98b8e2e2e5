/** A circuit breaker's memory; survives eviction as part of the integration's record. Times are milliseconds since 1970. */
export interface Breaker {
  state: 'closed' | 'open' | 'half_open';
  /** Consecutive failures of the platform. */
  failures: number;
  /** When a half-open probe may go out; null while closed. */
  nextTryAt: number | null;
  /** How long it was opened last, in milliseconds; doubles with every failed probe. */
  openMs: number;
}

export const BREAKER_THRESHOLD = 5;
export const BREAKER_OPEN_MS = 300_000;
export const BREAKER_MAX_MS = 3_600_000;
/** Up to this share is added to every opening, so that many breakers do not probe at once. */
const JITTER = 0.1;

export const CLOSED: Readonly<Breaker> = { state: 'closed', failures: 0, nextTryAt: null, openMs: 0 };

/**
 * May a call go out? While open none may; once the time has come exactly one does, as the probe: the answer carries the breaker that
 * says so, to be kept before the call is sent.
 */
export function admit(breaker: Breaker, now: number): { admitted: boolean; probe: boolean; breaker: Breaker } {
  if (breaker.state === 'closed') return { admitted: true, probe: false, breaker };
  const due = breaker.nextTryAt === null || now >= breaker.nextTryAt;
  if (!due) return { admitted: false, probe: false, breaker };
  // A probe whose object died without an answer is given up after as long again as it was open.
  return {
    admitted: true,
    probe: true,
    breaker: { ...breaker, state: 'half_open', nextTryAt: now + Math.max(breaker.openMs, BREAKER_OPEN_MS) },
  };
}

/** The breaker after the platform answered as it should. */
export const succeeded = (breaker: Breaker): Breaker =>
  breaker.state === 'closed' && breaker.failures === 0 ? breaker : { ...CLOSED };

/**
 * The breaker after a fault of the platform's: a 5xx, a timeout, no connection, an answer of no known shape.
 * @param random from 0 to 1, for the jitter.
 */
export function failed(breaker: Breaker, now: number, random: number): Breaker {
  const failures = breaker.failures + 1;
  if (breaker.state === 'closed' && failures < BREAKER_THRESHOLD) return { ...breaker, failures };
  // Calls that were under way when it opened say nothing new.
  if (breaker.state === 'open') return { ...breaker, failures };
  const openMs =
    breaker.state === 'half_open'
      ? Math.min(Math.max(breaker.openMs, BREAKER_OPEN_MS) * 2, BREAKER_MAX_MS)
      : BREAKER_OPEN_MS;
  return {
    state: 'open',
    failures,
    openMs,
    nextTryAt: now + Math.min(Math.round(openMs * (1 + JITTER * random)), BREAKER_MAX_MS),
  };
}
