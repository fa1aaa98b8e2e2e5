import { describe, expect, it } from 'vitest';
import { type HealthDay } from '../../db/health-board';
import { UptimeBar, uptimePercent, uptimeWords } from './uptime';

const DAY = 86_400_000;
const FIRST = Date.parse('2026-11-01T00:00:00Z');
const day = (number: number, healthy: number, degraded = 0, unhealthy = 0): HealthDay => ({
  day: FIRST + (number - 1) * DAY,
  healthy,
  degraded,
  unhealthy,
});

describe('the uptime bar', () => {
  it('says in words what it shows, and never rounds up to all', () => {
    expect(uptimeWords([day(1, 4), day(2, 3, 1), day(3, 4)], FIRST)).toBe('Answered 100 % of 12 checks in 3 days.');
    expect(uptimeWords([day(1, 4), day(2, 0), day(3, 2, 0, 2)], FIRST)).toBe(
      'Answered 75.0 % of 8 checks in 3 days. No check on 1 day. Down on 3 Nov.',
    );
    expect(uptimePercent([day(1, 2999, 0, 1)])).toBe('99.9 %');
    const bad = [1, 2, 3, 4].map((number) => day(number, 0, 0, 4));
    expect(uptimeWords(bad, FIRST)).toBe('Answered 0.0 % of 16 checks in 4 days. Down on 4 days.');
  });

  it('counts no day before the account was connected', () => {
    const days = [day(1, 0), day(2, 0), day(3, 4)];
    expect(uptimeWords(days, FIRST + 2 * DAY)).toBe('Answered 100 % of 4 checks in 3 days.');
    expect(uptimeWords(days, FIRST + 2 * DAY - 1)).toBe('Answered 100 % of 4 checks in 3 days. No check on 1 day.');
    expect(uptimeWords([day(1, 0)], FIRST)).toBe('No check in 1 day.');
    expect(uptimePercent([day(1, 0)])).toBe('');
  });

  it('tells days apart by height', async () => {
    const days = [day(1, 4), day(2, 3, 1), day(3, 3, 0, 1), day(4, 0, 0, 4), day(5, 0)];
    const html = (await (<UptimeBar days={days} since={FIRST} />)).toString();
    const heights = [...html.matchAll(/<rect class="(\w+)"[^>]* height="(\d+)"/g)].map(([, kind, height]) => [
      kind,
      Number(height),
    ]);
    expect(heights).toEqual([
      ['up', 20],
      ['limited', 15],
      ['part', 10],
      ['down', 6],
      ['none', 2],
    ]);
    expect(html).toContain('<title>2 Nov: 4 of 4 checks answered, 1 limited</title>');
  });
});
