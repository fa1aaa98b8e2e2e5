import {
  createMessageBatch,
  env,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { integrationStub } from '../../durable-objects/integration/stub';
import { newId } from '../../src/core/ids';
import { type EventRow, type IntegrationRecord } from '../../src/core/integration-record';
import { type JobMessage } from '../../src/core/jobs';
import { authorizeUrl } from '../../src/core/oauth-client';
import { unwrap } from '../../src/core/outcome';
import { path } from '../../src/core/path';
import { settings } from '../../src/env';
import { consume } from '../../src/jobs/consume';
import { connectorOf } from '../../src/registry';
import { expectAgreement } from '../support/agreement';
import { ORIGIN } from '../support/client';
import * as model from '../support/integration-model';
import { type Model } from '../support/integration-model';
import { owner, type Somebody } from '../support/people';
import { breakDown, mend } from '../support/platforms';
import { control, sandbox, watch } from '../support/sandbox';
import { directory, inObject, watchLogs, watchSecrets } from '../support/state';

const DAY = 86_400_000;
const READ = 'https://slack.com/api/auth.test';
const TOKEN = 'https://slack.com/api/oauth.v2.access';
const ACCOUNT = { platform: 'slack', account: 'maren@larkfield.example' } as const;
const TABLES = ['record', 'tokens', 'events', 'outbox', 'deliveries', 'effects'];

const { runs, seed } = inject('models');

/** The integration under test. */
interface Real {
  id: string;
}

const slack = connectorOf('slack');
const logs = watchLogs();
const secrets = watchSecrets();
/** Refresh tokens the platform took. */
const spent = new Set<string>();
const seen = { calls: 0, renewals: 0 };
let maren: Somebody;

watch(async (request, answer) => {
  const { pathname } = new URL(request.url);
  if (pathname.endsWith('/auth.test')) seen.calls += 1;
  if (!pathname.endsWith('/oauth.v2.access')) return;
  const token = new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())).get('refresh_token');
  if (token === null) return;
  seen.renewals += 1;
  expect(spent.has(token), 'a refresh token is never spent twice').toBe(false);
  if ((await answer.text()).includes('"ok":true')) spent.add(token);
});

beforeAll(async () => {
  await control('limits', { enabled: false });
  await control('consent', { ...ACCOUNT, mode: 'auto' });
  maren = await owner();
  // No jitter: what is waited before a repetition is nothing, and a breaker opens for exactly its time.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

afterAll(() => {
  vi.useRealTimers();
});

const objectOf = ({ id }: Real) => env.INTEGRATION.getByName(id);

/** Consents at the platform and hands the code to a new object, as the callback does. */
async function connect(real: Real): Promise<void> {
  const redirectUri = `${ORIGIN}/integrations/callback/slack`;
  const client = settings(env).client(slack);
  if (client === undefined) throw new Error('the sandbox has a client of its own');
  const url = await authorizeUrl(slack, client, { state: 'any', redirectUri });
  const { headers } = await sandbox(new Request(url, { redirect: 'manual' }));
  const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
  const { workspaceId, id: memberId } = maren.member;
  const input = { workspaceId, memberId, platform: 'slack', code, redirectUri };
  real.id = unwrap(await integrationStub(env, newId('int')).complete(input)).id;
}

async function call(real: Real, effect: model.Effect): Promise<string | undefined> {
  const limitClass = effect === 'read' ? 'special' : 'tier4';
  const asked = { method: 'GET', path: path`/auth.test`, effect, limitClass } as const;
  const outcome = await integrationStub(env, real.id).request(maren.principal, asked);
  return outcome.ok ? undefined : outcome.failure.kind;
}

/** Every message of the queue, twice in one batch. */
async function deliverTwice(body: JobMessage): Promise<void> {
  const messages = [1, 2].map((n) => ({ id: `m${n}`, timestamp: new Date(), attempts: 1, body }));
  await consume(createMessageBatch<JobMessage>('seneschal-jobs', messages), env);
}

async function setFaults({ platform }: Model): Promise<void> {
  await mend();
  if (platform.calls !== undefined) await breakDown(READ, model.CALL_FAULTS[platform.calls].fault);
  if (platform.tokens !== undefined) await breakDown(TOKEN, model.TOKEN_FAULTS[platform.tokens]);
}

/** What the object keeps, in one visit. */
const inside = (real: Real) =>
  runInDurableObject(objectOf(real), async (_, { storage }) => {
    const all = (sql: string) => storage.sql.exec<{ json: string }>(sql).toArray();
    return {
      record: JSON.parse(all('SELECT json FROM record')[0]?.json ?? 'null') as IntegrationRecord,
      events: all('SELECT json FROM events ORDER BY sequence').map(({ json }) => JSON.parse(json) as EventRow),
      outbox: all('SELECT json FROM outbox').length,
      tokens: all('SELECT sealed AS json FROM tokens').length,
      alarm: await storage.getAlarm(),
    };
  });

/** Holds the object against the model, and against what has to be so whatever happened. */
async function compare(expected: Model, real: Real): Promise<void> {
  const { record, events, outbox, tokens, alarm } = await inside(real);
  const { state, health, generation, breaker } = expected;
  expect(record).toMatchObject({ state, health: { status: health } });
  if (state !== 'DELETED') {
    expect(record).toMatchObject({ generation, breaker: { state: breaker.open ? 'open' : 'closed' } });
    expect(record.breaker).toMatchObject({ nextTryAt: breaker.nextTryAt, openMs: breaker.openMs });
    if (!breaker.open) expect(record.breaker.failures).toBe(breaker.failures);
  }
  expect(seen.renewals).toBe(expected.renewals);
  expect(outbox).toBe(0);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
  const deliveries = events.filter(({ type }) => type === 'webhook.received').map(({ data }) => data['deliveryId']);
  expect(deliveries.sort()).toEqual([...expected.received].sort());
  const steps = events.filter(({ type }) => type === 'integration.state_changed').map(({ data }) => data);
  expect(steps.map(({ from }) => from)).toEqual(['PENDING', ...steps.slice(0, -1).map(({ to }) => to)]);
  expect(steps.at(-1)?.['to']).toBe(state);
  expect(tokens).toBe(state === 'REVOKED' || state === 'DELETED' ? 0 : 2);
  // Whoever is in trouble looks by itself whether that is over.
  if (state === 'ERROR' || state === 'DEGRADED')
    expect([typeof record.recoverAt, alarm]).toEqual(['number', record.recoverAt]);
}

type Command = fc.AsyncCommand<Model, Real>;

const command = (
  name: string,
  run: (expected: Model, real: Real) => Promise<void>,
  check?: Command['check'],
): Command => ({
  check: check ?? (() => true),
  run: async (expected, real) => {
    await run(expected, real);
    await compare(expected, real);
  },
  toString: () => name,
});

const calls = fc
  .record({
    amount: fc.constantFrom(1, 1, 2, 5),
    effect: fc.constantFrom<model.Effect>('read', 'write'),
    times: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ amount, effect, times }) =>
    command(`${times} × ${amount} ${effect}s`, async (expected, real) => {
      for (let time = 0; time < times; time++) {
        const [sent, asked] = [expected.sent, seen.calls];
        const kinds = model.callTogether(expected, amount, effect);
        expect(await Promise.all(Array.from({ length: amount }, () => call(real, effect)))).toEqual(kinds);
        const through = expected.sent - sent;
        // Three attempts and one more after a renewal; what changes something goes out again only after a refusal. All that are under way
        // together may have gone out before the first is refused.
        expect(seen.calls - asked).toBeLessThanOrEqual(Math.max(through * (effect === 'read' ? 4 : 2), amount));
      }
    }),
  );

const usable = ({ state }: Readonly<Model>) => state !== 'DELETED';

const commands = [
  calls,
  calls,
  fc
    .constantFrom(11_000, 31_000, 301_000, 1_900_000, 3_700_000, 6 * 3_600_000 + 1, 11.9 * 3_600_000, 12 * 3_600_000)
    .map((ms) =>
      command(`${ms / 1000} s go by`, async (expected) => {
        expected.now += ms;
        vi.setSystemTime(expected.now);
      }),
    ),
  fc
    .option(fc.constantFrom<model.CallFault>('down', 'down', 'nonsense', 'cut', 'limit', 'refusal'), { nil: undefined })
    .map((fault) =>
      command(`calls meet ${fault ?? 'no fault'}`, async (expected) => {
        if (fault === undefined) delete expected.platform.calls;
        else expected.platform.calls = fault;
        await setFaults(expected);
      }),
    ),
  fc.option(fc.constantFrom<model.TokenFault>('down', 'refusal'), { nil: undefined, freq: 2 }).map((fault) =>
    command(`renewals meet ${fault ?? 'no fault'}`, async (expected) => {
      if (fault === undefined) delete expected.platform.tokens;
      else expected.platform.tokens = fault;
      await setFaults(expected);
    }),
  ),
  fc.constantFrom('expire', 'expire', 'expire', 'revoke').map((action) =>
    command(`the platform lets tokens ${action}`, async ({ platform }) => {
      await control('tokens', { ...ACCOUNT, action });
      if (action === 'revoke') platform.withdrawn = true;
      else platform.ended = true;
    }),
  ),
  fc.constantFrom('health', 'renew').map((type) =>
    command(`${type} is delivered twice`, async (expected, real) => {
      for (let n = 0; n < 2; n++) (type === 'health' ? model.look : model.renewWhereDue)(expected);
      await deliverTwice({ type, integrationId: real.id });
    }),
  ),
  fc
    .record({ id: fc.constantFrom('d1', 'd2', 'd3'), revoked: fc.boolean(), late: fc.boolean() })
    .map(({ id, revoked, late }) =>
      command(`${late ? 'late ' : ''}${revoked ? 'revocation' : 'event'} ${id}, twice`, async (expected, real) => {
        const at = late ? expected.refreshedAt - 1 : expected.now;
        model.receive(expected, id, revoked, at);
        const event = {
          deliveryId: id,
          type: 'any',
          summary: 'Any',
          at,
          ...(revoked && { effect: 'revoked' as const }),
        };
        const outcomes = await Promise.all([1, 2].map(() => integrationStub(env, real.id).receive(event)));
        expect(outcomes.every(({ ok }) => ok)).toBe(true);
      }),
    ),
  fc.constant(
    command('it is evicted', async (expected, real) => {
      await evictDurableObject(objectOf(real));
      model.forget(expected);
    }),
  ),
  fc.constant(
    command('its alarm goes off', async (expected, real) => {
      const { recoverAt } = (await inside(real)).record;
      const due = recoverAt !== null && recoverAt <= expected.now;
      if (due && (expected.state === 'ERROR' || expected.state === 'DEGRADED')) model.look(expected);
      await runDurableObjectAlarm(objectOf(real));
    }),
  ),
  fc.constant(
    command(
      'it is connected once more',
      async (expected, real) => {
        model.reconnect(expected);
        await connect(real);
      },
      ({ platform }) => platform.calls === undefined && platform.tokens === undefined,
    ),
  ),
  fc.constant(
    command(
      'it is disconnected',
      async (expected, real) => {
        expected.state = 'DELETED';
        unwrap(await integrationStub(env, real.id).disconnect(maren.principal));
        expected.renewals = seen.renewals;
      },
      usable,
    ),
  ),
];

/** No opened token lies anywhere: not with the object, not in D1, not in a log line. */
async function expectSecrecy({ id }: Real): Promise<void> {
  const contents = await Promise.all(TABLES.map((table) => inObject(id, `SELECT * FROM ${table}`)));
  const text = JSON.stringify([contents, await directory(), logs.splice(0)]);
  expect([...secrets].filter((secret) => secret.length > 15 && text.includes(secret))).toEqual([]);
}

it(
  'is what its model says, whatever happens in whatever order',
  async () => {
    // A day ahead, so that no alarm goes off by itself.
    const start = Date.now() + DAY;
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 20, size: 'max' }), async (happens) => {
        vi.useFakeTimers({ toFake: ['Date'], now: start });
        await mend();
        seen.calls = seen.renewals = 0;
        const real: Real = { id: '' };
        await connect(real);
        try {
          await fc.asyncModelRun(() => ({ model: model.connected(start), real }), happens);
          await expectAgreement(real.id);
          await expectSecrecy(real);
        } finally {
          await mend();
          await integrationStub(env, real.id).disconnect(maren.principal);
        }
      }),
      { numRuns: runs, ...(seed !== undefined && { seed }) },
    );
  },
  60_000 + 2_000 * runs,
);
