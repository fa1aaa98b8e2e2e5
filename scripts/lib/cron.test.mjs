import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCron, readCrons } from './cron.mjs';

/** @param {string} expression @param {string} at */
const matches = (expression, at) => parseCron(expression)(new Date(at));

test('every minute, steps, ranges and lists', () => {
  assert.ok(matches('* * * * *', '2026-11-21T09:38:31Z'));
  assert.ok(matches('0 * * * *', '2026-11-21T10:00:59Z'));
  assert.ok(!matches('0 * * * *', '2026-11-21T10:01:00Z'));
  assert.ok(matches('*/15 * * * *', '2026-11-21T10:45:00Z'));
  assert.ok(!matches('*/15 * * * *', '2026-11-21T10:50:00Z'));
  assert.ok(matches('5/20 * * * *', '2026-11-21T10:25:00Z'));
  assert.ok(!matches('5/20 * * * *', '2026-11-21T10:20:00Z'));
  assert.ok(matches('0 0,6,12-14 * * *', '2026-11-21T13:00:00Z'));
  assert.ok(!matches('0 0,6,12-14 * * *', '2026-11-21T15:00:00Z'));
  assert.ok(matches('10-30/10 3 * * *', '2026-11-21T03:30:00Z'));
});

test('times are UTC', () => {
  assert.ok(matches('30 23 * * *', '2026-11-21T18:30:00-05:00'));
});

test('weekdays count from Sunday as 1, and have names', () => {
  const sunday = '2026-11-22T00:00:00Z';
  const saturday = '2026-11-21T00:00:00Z';
  assert.ok(matches('0 0 * * 1', sunday));
  assert.ok(matches('0 0 * * 7', saturday));
  assert.ok(matches('0 0 * * sat', saturday));
  assert.ok(!matches('0 0 * * MON-FRI', saturday));
  assert.ok(matches('0 0 * * FRI-MON', sunday));
  assert.ok(!matches('0 0 * * FRI-MON', '2026-11-24T00:00:00Z'));
});

test('a date and a weekday together mean either; a star means the other one', () => {
  assert.ok(matches('0 0 1 * MON', '2026-11-01T00:00:00Z'));
  assert.ok(matches('0 0 1 * MON', '2026-11-23T00:00:00Z'));
  assert.ok(!matches('0 0 1 * MON', '2026-11-24T00:00:00Z'));
  assert.ok(!matches('0 0 1 * *', '2026-11-23T00:00:00Z'));
  assert.ok(!matches('0 0 * * MON', '2026-11-01T00:00:00Z'));
});

test('months by number, name and wrapped range; a leap day', () => {
  assert.ok(matches('0 0 29 FEB *', '2028-02-29T00:00:00Z'));
  assert.ok(matches('0 0 1 11-2 *', '2027-01-01T00:00:00Z'));
  assert.ok(!matches('0 0 1 11-2 *', '2027-03-01T00:00:00Z'));
});

test('what cannot be read is refused', () => {
  for (const wrong of [
    '* * * *',
    '60 * * * *',
    '* * 0 * *',
    '* * * * 0',
    '*/0 * * * *',
    'a * * * *',
    '1-2-3 * * * *',
    '1- * * * *',
    '0 0 L * *',
    '0 0 * * 2#1',
    ', * * * *',
  ]) {
    assert.throws(() => parseCron(wrong), Error, wrong);
  }
});

test('crons are found in a wrangler.toml', () => {
  assert.deepEqual(readCrons('name = "x"\n[triggers]\ncrons = ["0 * * * *"]\n'), ['0 * * * *']);
  assert.deepEqual(readCrons('crons = [\n  \'0 * * * *\', # hourly, not "1 1 1 1 1"]\n  "*/5 * * * *",\n]\n'), [
    '0 * * * *',
    '*/5 * * * *',
  ]);
  assert.deepEqual(readCrons('# crons = ["0 * * * *"]\n[triggers]\ncrons = []'), []);
  assert.deepEqual(readCrons('name = "x"'), []);
});
