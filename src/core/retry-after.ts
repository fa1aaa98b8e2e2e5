const DAY_MS = 86_400_000;
/* `Date.parse` alone makes a date of almost anything, "-5" and "try 7" too. */
const HTTP_DATE = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/**
 * When to try again, in milliseconds since 1970, from a `Retry-After` in any dialect platforms use: seconds (also with a fraction),
 * an HTTP date, or an ISO 8601 date and time. Clamped to between one second and 24 hours from `now`; undefined where it says nothing.
 * @see RFC 9110 section 10.2.3
 */
export function parseRetryAfter(value: string | null | undefined, now: number): number | undefined {
  if (value === null || value === undefined || value.trim() === '') return undefined;
  const text = value.trim();
  const at = /^\d+(\.\d+)?$/.test(text)
    ? now + Number(text) * 1000
    : HTTP_DATE.test(text) || ISO_DATE.test(text)
      ? Date.parse(text)
      : Number.NaN;
  if (!Number.isFinite(at)) return undefined;
  return Math.min(Math.max(Math.round(at), now + 1000), now + DAY_MS);
}
