import { env, runInDurableObject } from 'cloudflare:test';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EffectLedger } from '../../durable-objects/integration/effects';
import { newId } from '../../src/core/ids';
import { type UpkeepJob } from '../../src/core/jobs';
import { rotateKeys } from '../../src/jobs/rotate-keys';
import { upkeep } from '../../src/jobs/upkeep';
import { DEPLOYMENT, vaultOf } from '../../src/vault/vault-of';
import { callTool, mcp } from '../support/client';
import { type CrashPoint, crashingWorld } from '../support/crashing';
import { jobsOf } from '../support/jobs';
import { type Somebody } from '../support/people';
import { age, claim, ids, keepSecrets, night, receive, reseal, secrets, store, versions } from '../support/rotation';
import { watchLogs } from '../support/state';

const DAY = 86_400_000;
const HOUR = 3_600_000;

let person: Somebody;
let lines: string[];

beforeAll(async () => {
  person = await keepSecrets();
});
beforeEach(() => void (lines = watchLogs()));

/** Only these versions are there and used. */
const only = (deployment: number, workspace: number) => {
  const each = { [DEPLOYMENT]: [deployment], [person.principal.workspaceId]: [workspace] };
  return { sealed: each, keys: each };
};

describe('data keys', () => {
  it('rest while they are young', async () => {
    await receive(3);
    const before = await versions();
    expect(before).toEqual(only(1, 1));
    await age(89 * DAY);
    await night();
    expect(await versions()).toEqual(before);
    await age(-89 * DAY);
  });

  it('are succeeded after 90 days; everything is sealed anew, and the old ones go a day later', async () => {
    const expected = await secrets();
    expect(Object.keys(expected).length).toBe(3 + 2 * 3);
    await age(90 * DAY + 1);
    await night();
    const { workspaceId } = person.principal;
    expect(await versions()).toEqual({
      sealed: { [DEPLOYMENT]: [2], [workspaceId]: [2] },
      keys: { [DEPLOYMENT]: [1, 2], [workspaceId]: [1, 2] },
    });
    expect(await secrets()).toEqual(expected);
    await night();
    expect((await versions()).keys).toEqual({ [DEPLOYMENT]: [1, 2], [workspaceId]: [1, 2] });
    await age(HOUR);
    await night();
    expect(await versions()).toEqual(only(2, 2));
    expect(await secrets()).toEqual(expected);
    const said = lines.map((line) => (JSON.parse(line) as { message: string }).message);
    expect(said.filter((message) => message === 'a new data key seals from now on')).toHaveLength(2);
    expect(said.filter((message) => message.startsWith('nothing is sealed under older data keys'))).toHaveLength(2);
  });

  it('are kept where something was still sealed under them after the walk', async () => {
    await age(91 * DAY);
    const late = newId('whe');
    const body = await vaultOf(env).seal(DEPLOYMENT, 'late', ['webhook', late]);
    await night();
    await age(HOUR);
    await store(late, body);
    await night();
    expect((await versions()).keys[DEPLOYMENT]).toEqual([2, 3]);
    await night();
    expect(await versions()).toEqual(only(3, 3));
    expect((await secrets())[late]).toBe('late');
  });

  it('are kept, and somebody is told, while a secret does not open', async () => {
    const broken = newId('whe');
    const body = await vaultOf(env).seal(DEPLOYMENT, 'broken', ['webhook', 'elsewhere']);
    await store(broken, body);
    await age(91 * DAY);
    for (let nights = 0; nights < 3; nights++) {
      await night();
      await age(HOUR);
    }
    expect((await versions()).keys[DEPLOYMENT]).toEqual([3, 4]);
    const told = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ level }) => level === 'error');
    expect(told[0]).toMatchObject({ message: 'a webhook body could not be sealed anew', id: broken });
    expect(told[0]?.['reference']).toMatch(/^ref_/);
    expect(told[1]).toMatchObject({
      message: expect.stringContaining('older data keys are kept') as string,
      failed: 1,
    });
    await env.DB.prepare('DELETE FROM webhook_events WHERE id = ?').bind(broken).run();
    await night();
    expect(await versions()).toEqual(only(4, 4));
  });

  it('are kept while an integration cannot be reached', async () => {
    await age(91 * DAY);
    await env.DB.prepare("UPDATE integrations SET id = 'int_gone' WHERE id = ?").bind(ids[1]).run();
    const unreachable = (id: string) => (id === 'int_gone' ? Promise.reject(new Error('no such object')) : reseal(id));
    for (let nights = 0; nights < 3; nights++) {
      await night(undefined, { holder: unreachable });
      await age(HOUR);
    }
    expect((await versions()).keys).toEqual({ [DEPLOYMENT]: [5], [person.principal.workspaceId]: [4, 5] });
    await env.DB.prepare("UPDATE integrations SET id = ? WHERE id = 'int_gone'").bind(ids[1]).run();
    await night();
    await night();
    expect(await versions()).toEqual(only(5, 5));
  });
});

const POINTS: [CrashPoint['when'], boolean][] = [
  ['before', true],
  ['after', true],
  ['after', false],
];

describe('a rotation that is interrupted', () => {
  it.each(POINTS)(
    '%s any one of its steps (message lost: %s) loses nothing and comes to its end',
    async (when, lost) => {
      const expected = await secrets();
      let steps = 0;
      for (let crashed = true; crashed; steps++) {
        await age(91 * DAY);
        crashed = await night({ step: steps, when }, { lost });
        expect(await secrets()).toEqual(expected);
        await age(HOUR);
        await night();
        expect(await secrets()).toEqual(expected);
        await age(HOUR);
        await night();
        const { sealed, keys } = await versions();
        expect([steps, keys]).toEqual([steps, sealed]);
        for (const found of Object.values(sealed)) expect(found).toHaveLength(1);
      }
      expect(steps).toBeGreaterThan(20);
      expect(await secrets()).toEqual(expected);
    },
    120_000,
  );

  it('in the walk that drops the old keys loses nothing', async () => {
    const expected = await secrets();
    let steps = 0;
    for (let crashed = true; crashed; steps++) {
      await age(91 * DAY);
      await night();
      await age(HOUR);
      crashed = await night({ step: steps, when: 'after' });
      expect(await secrets()).toEqual(expected);
      await night();
      const { sealed, keys } = await versions();
      expect([steps, keys]).toEqual([steps, sealed]);
    }
    expect(steps).toBeGreaterThan(10);
  }, 120_000);

  it('when every message comes twice and two work at once, it does what it does once', async () => {
    const expected = await secrets();
    const before = (await versions()).keys[DEPLOYMENT]?.[0] ?? 0;
    await age(91 * DAY);
    for (let nights = 0; nights < 3; nights++) {
      const queue = jobsOf();
      const { env: world } = crashingWorld({ ...env, JOBS: queue.binding }, undefined, reseal);
      await Promise.all([rotateKeys(world), rotateKeys(world)]);
      for (let jobs = queue.waiting.splice(0); jobs.length > 0; jobs = queue.waiting.splice(0, 8)) {
        await Promise.all([...jobs, ...jobs].map((job) => upkeep(world, job as UpkeepJob)));
      }
      await age(HOUR);
      expect(await secrets()).toEqual(expected);
    }
    expect(await versions()).toEqual(only(before + 1, before + 1));
  });
});

describe('while keys rotate', () => {
  it('reads and writes go on and lose nothing', async () => {
    const client = await mcp('slack', await person.token());
    const expected = await secrets();
    let going = true;
    let reads = 0;
    const read = async () => {
      while (going) {
        expect(await secrets()).toMatchObject(expected);
        reads += 1;
      }
    };
    let calls = 0;
    const call = async () => {
      while (going) {
        const { ok, text } = await callTool(client, 'list_channels');
        expect(ok ? 'ok' : text).toBe('ok');
        calls += 1;
      }
    };
    let written = 0;
    const write = async () => {
      while (going) {
        await receive(1);
        written += 1;
        await scheduler.wait(10);
      }
    };
    const rotate = async () => {
      try {
        for (let times = 0; times < 5; times++) {
          await age(91 * DAY);
          await night();
        }
      } finally {
        going = false;
      }
    };
    await Promise.all([rotate(), read(), read(), call(), write()]);
    expect(Math.min(reads, calls, written)).toBeGreaterThan(0);
    expect(Object.keys(await secrets())).toHaveLength(Object.keys(expected).length + written);
    await age(HOUR);
    await night();
    await night();
    const { sealed, keys } = await versions();
    expect(keys).toEqual(sealed);
    const replay = await runInDurableObject(env.INTEGRATION.getByName(ids[0] ?? ''), (_, { storage }) =>
      new EffectLedger(storage.sql, vaultOf(env)).begin(person.principal, claim),
    );
    expect(replay).toEqual({ done: true, result: `result of ${ids[0]}` });
    await client.close();
  }, 60_000);

  it('a long history is walked in several messages, and a big body by itself', async () => {
    await receive(230);
    for (let at = 0; at < 5; at++) await receive(1, 'x'.repeat(1_000_000));
    const expected = await secrets();
    const before = (await versions()).keys[DEPLOYMENT]?.at(-1) ?? 0;
    await age(91 * DAY);
    const queue = jobsOf();
    const { env: world } = crashingWorld({ ...env, JOBS: queue.binding }, undefined, reseal);
    await rotateKeys(world);
    let walks = 0;
    for (let job = queue.take(); job !== undefined; job = queue.take()) {
      if (job.type === 'reseal' && job.walk.scope === DEPLOYMENT) walks += 1;
      await upkeep(world, job as UpkeepJob);
    }
    expect(walks).toBe(2);
    expect((await versions()).sealed[DEPLOYMENT]).toEqual([before + 1]);
    expect(await secrets()).toEqual(expected);
  }, 60_000);
});
