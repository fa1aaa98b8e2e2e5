import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../test/load/chaos/checks.ts';
import { emptyLedger, markersIn } from '../test/load/chaos/ledger.ts';
import { randomOf } from '../test/load/chaos/random.ts';

/** @typedef {import('../test/load/chaos/checks.ts').Evidence} Evidence */
/** @typedef {import('../test/load/chaos/ledger.ts').Effect} Effect */
/** @typedef {import('../test/load/chaos/stored.ts').StoredEvent} StoredEvent */
/** @typedef {import('../test/load/chaos/wire.ts').Passed} Passed */

/** @param {number} sequence @param {string} type @param {Record<string, unknown>} data @returns {StoredEvent} */
const event = (sequence, type, data = {}) => ({ integrationId: 'int_1', sequence, type, data });
/** @param {number} at @param {string} path @param {string} body @returns {Passed} */
const request = (at, path, body, answer = '{"ok":true}') => ({
  ...{ at, answeredAt: at + 10, method: 'POST', path, body, status: 200, answer, delivered: true },
});
const POST = '/slack.com/api/chat.postMessage';
const TOKEN = '/slack.com/api/oauth.v2.access';
const REFRESH = 'grant_type=refresh_token&refresh_token=r1';
const REFUSED = '{"ok": false,"error":"invalid_refresh_token"}';

/** A run in which everything held: one webhook, two effects, a renewal that a kill made be tried twice, a sync. @returns {Evidence} */
function held() {
  const ledger = emptyLedger();
  ledger.accepted.set('slack Ev1', 2);
  ledger.jobs.add('job_1');
  ledger.kills.push(5_000);
  /** @type {Effect} */
  const done = {
    marker: 'chaos-k1-end',
    tool: 'slack.send_message',
    keyed: true,
    told: 'done',
    results: new Set(['{}']),
  };
  ledger.effects.push(done, { ...done, marker: 'chaos-u2-end', keyed: false, told: 'silence', results: new Set() });
  const events = [event(1, 'integration.created'), event(2, 'webhook.received', { deliveryId: 'Ev1' })];
  return {
    ledger,
    passed: [
      request(1_000, POST, 'text=chaos-k1-end'),
      request(4_990, TOKEN, REFRESH),
      request(9_000, TOKEN, REFRESH, REFUSED),
    ],
    stored: {
      events,
      ownEvents: [...events],
      deliveries: [{ platform: 'slack', deliveryId: 'Ev1', status: 'handled' }],
      jobs: [{ id: 'job_1', status: 'done', error: null }],
      waiting: 0,
      audited: 1,
    },
  };
}

/** @param {(evidence: Evidence) => void} change */
function brokenBy(change) {
  const evidence = held();
  change(evidence);
  return judge(evidence)
    .filter(({ broken }) => broken.length > 0)
    .map(({ promise }) => promise);
}

test('nothing is found where everything held', () =>
  assert.deepEqual(
    brokenBy(() => {}),
    [],
  ));

/** @type {[string, RegExp, (evidence: Evidence) => void][]} */
const CASES = [
  ['a webhook nobody handled', /handled exactly once/, ({ ledger }) => ledger.accepted.set('slack Ev2', 1)],
  [
    'a webhook handled twice',
    /handled exactly once/,
    ({ stored }) => {
      const twice = event(3, 'webhook.received', { deliveryId: 'Ev1' });
      stored.events.push(twice);
      stored.ownEvents.push(twice);
    },
  ],
  ['an effect twice', /no effect is repeated/, ({ passed }) => passed.push(request(2_000, POST, 'text=chaos-k1-end'))],
  ['an effect that was told and never happened', /no effect is repeated/, ({ passed }) => passed.shift()],
  ['two results of a key', /first result/, ({ ledger }) => ledger.effects[0]?.results.add('{"other":1}')],
  ['a refresh token spent twice', /refresh token/, ({ passed }) => void (passed[2] = request(9_000, TOKEN, REFRESH))],
  ['one sent again without a kill', /refresh token/, ({ ledger }) => void (ledger.kills[0] = 20_000)],
  ['one sent three times', /refresh token/, ({ passed }) => passed.push(request(9_500, TOKEN, REFRESH, REFUSED))],
  [
    'a person asked without need',
    /has to connect again/,
    // One renewal was lost, so one of the two was needed.
    ({ stored }) => {
      const asked = { from: 'ACTIVE', to: 'EXPIRED' };
      for (const sequence of [3, 4]) {
        stored.events.push(event(sequence, 'integration.state_changed', asked));
        stored.ownEvents.push(event(sequence, 'integration.state_changed', asked));
      }
    },
  ],
  [
    'a gap in the log',
    /has no gap/,
    ({ stored }) => {
      stored.events.push(event(4, 'x'));
      stored.ownEvents.push(event(4, 'x'));
    },
  ],
  ['an event the directory does not have', /directory/, ({ stored }) => stored.ownEvents.push(event(3, 'x'))],
  ['rows that wait for good', /directory/, ({ stored }) => void (stored.waiting = 1)],
  [
    'a sync that never ends',
    /sync job/,
    ({ stored }) => void (stored.jobs[0] = { id: 'job_1', status: 'running', error: null }),
  ],
  [
    'an open sync nobody works on',
    /sync job/,
    ({ stored }) => stored.jobs.push({ id: 'job_2', status: 'queued', error: null }),
  ],
];

for (const [name, promise, change] of CASES) {
  test(`${name} is found`, () => {
    const broken = brokenBy(change);
    assert.equal(broken.length, 1, broken.join('; '));
    assert.match(broken[0] ?? '', promise);
  });
}

test('a mail is known by what it carries', () => {
  const raw = Buffer.from('Subject: chaos-u7-end\r\n\r\nchaos-u7-end').toString('base64url');
  assert.deepEqual(markersIn(JSON.stringify({ raw })), ['chaos-u7-end']);
});

test('a seed repeats its choices, whoever else chooses', () => {
  const choices = (/** @type {number} */ others) => {
    const random = randomOf(42);
    const mine = random.fork('mine');
    for (let n = 0; n < others; n++) random.next();
    return Array.from({ length: 5 }, () => mine.between(1, 1_000));
  };
  assert.deepEqual(choices(0), choices(7));
});
