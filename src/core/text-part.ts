import { z } from 'zod';

/** The `start_at` every tool takes that reads a long text in parts. */
export const startAt = z
  .int()
  .min(0)
  .max(50_000_000)
  .default(0)
  .describe('Where in a long text to start: nextStart of the previous answer.');

/** Part of a long text, never half a character; `nextStart` where there is more. */
export function cut(text: string, start: number, most: number): { text: string; nextStart?: number } {
  let end = Math.min(start + most, text.length);
  if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) end += 1;
  const part = text.slice(start, end);
  return end < text.length ? { text: part, nextStart: end } : { text: part };
}
