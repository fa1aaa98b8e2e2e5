import { env } from 'cloudflare:test';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, toBase64 } from '../../src/core/ids';
import { database } from '../../src/db/client';
import { takeMeasures } from '../../src/db/measures';
import { type Env } from '../../src/env';
import { toMetrics } from '../../src/http/metrics';
import { vaultOf } from '../../src/vault/vault-of';
import { age, keepSecrets, night, receive, secrets } from '../support/rotation';
import { rows, watchLogs } from '../support/state';

/** The key the tests' runtime is set to, and those that come after it. */
const FIRST = env.MASTER_KEYS;
const key = (version: number) => `${version}:${toBase64(new Uint8Array(32).fill(version))}`;
const under = (...masters: string[]): Env => ({ ...env, MASTER_KEYS: masters.join(',') });

let lines: string[];
/** Workspaces with a data key each, and what is sealed in them. */
const many: { scope: string; sealed: string }[] = [];

beforeAll(async () => {
  await keepSecrets();
  await receive(3);
  for (let at = 0; at < 55; at++) {
    const scope = newId('ws');
    many.push({ scope, sealed: await vaultOf(env).seal(scope, `secret of ${scope}`, ['test', scope]) });
  }
});
beforeEach(() => void (lines = watchLogs()));

const wrappedBy = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await rows<{ v: number; n: number }>('SELECT master_version AS v, count(*) AS n FROM data_keys GROUP BY 1')).map(
      ({ v, n }) => [v, n],
    ),
  );

/** Everything opens for somebody who has just come. */
async function expectEverything(bindings: Env, expected: Record<string, string>): Promise<void> {
  const fresh = { ...bindings };
  expect(await secrets(fresh)).toEqual(expected);
  for (const { scope, sealed } of many) {
    expect(await vaultOf(fresh).open(scope, sealed, ['test', scope])).toBe(`secret of ${scope}`);
  }
}

const said = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
const droppable = async (bindings: Env): Promise<Record<string, number>> => {
  const metrics = toMetrics(
    await takeMeasures(database(env.DB), Date.now()),
    vaultOf(bindings).masterVersions,
    Date.now(),
  );
  const samples = metrics.find(({ name }) => name === 'seneschal_master_key_droppable')?.samples ?? [];
  return Object.fromEntries(samples.map(({ labels, value }) => [labels['master_version'] ?? '', value]));
};

describe('a master key', () => {
  it('is succeeded by another in front of it, which then wraps every data key; the old one can go', async () => {
    const expected = await secrets();
    const total = 57;
    expect(await wrappedBy()).toEqual({ 1: total });
    const both = under(key(2), FIRST);
    await expectEverything(both, expected);
    expect(await droppable(both)).toEqual({ 2: 0, 1: 0 });
    await night(undefined, { bindings: both });
    expect(await wrappedBy()).toEqual({ 2: total });
    await expectEverything(both, expected);
    expect(said()).toEqual([
      expect.objectContaining({
        level: 'info',
        message: 'nothing is wrapped by this master key any more; take it out of MASTER_KEYS',
        version: 1,
      }),
    ]);
    expect(await droppable(both)).toEqual({ 2: 0, 1: 1 });

    const after = under(key(2));
    await expectEverything(after, expected);
    expect(await droppable(after)).toEqual({ 2: 0 });
    lines.length = 0;
    await night(undefined, { bindings: after });
    expect(said()).toEqual([]);
    await night(undefined, { bindings: under(FIRST, key(2)) });
    expect(await wrappedBy()).toEqual({ 1: total });
  });

  it('that was taken out too early is named, and what still opens is wrapped anew', async () => {
    const [first, ...others] = many;
    await env.DB.prepare('UPDATE data_keys SET master_version = 9 WHERE workspace_id = ?').bind(first?.scope).run();
    const both = under(key(2), FIRST);
    await night(undefined, { bindings: both });
    expect(await wrappedBy()).toEqual({ 2: others.length + 2, 9: 1 });
    const errors = said().filter(({ level }) => level === 'error');
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'a data key could not be wrapped anew',
        scope: first?.scope,
        masterVersion: 9,
        detail: 'master key 9 is not among MASTER_KEYS',
        reference: expect.stringMatching(/^ref_/) as string,
      }),
      expect.objectContaining({
        message: 'data keys need a master key that is not among MASTER_KEYS',
        version: 9,
        keys: 1,
      }),
    ]);
    await env.DB.prepare('UPDATE data_keys SET master_version = 1 WHERE workspace_id = ?').bind(first?.scope).run();
    await night(undefined, { bindings: under(FIRST, key(2)) });
    expect(await wrappedBy()).toEqual({ 1: 57 });
  });

  it.each(['before', 'after'] as const)(
    'whose succession is interrupted %s one of its steps loses nothing and comes to its end',
    async (when) => {
      const expected = await secrets();
      let masters = [FIRST];
      let steps = 0;
      for (let crashed = true; crashed; steps += 9) {
        // Every time another key in front: alternately the second and the third.
        const next = key(2 + ((steps / 9) % 2));
        masters = [next, ...masters.filter((master) => master !== next)];
        const bindings = under(...masters);
        crashed = await night({ step: steps, when }, { bindings });
        await expectEverything(bindings, expected);
        await night(undefined, { bindings });
        expect(await wrappedBy()).toEqual({ [next.split(':')[0] ?? '']: 57 });
        await expectEverything(under(next), expected);
      }
      expect(steps).toBeGreaterThan(50);
      await night(undefined, { bindings: under(FIRST, ...masters.filter((master) => master !== FIRST)) });
    },
    60_000,
  );

  it('and data keys change at the same time, with reads going on', async () => {
    const expected = await secrets();
    let going = true;
    let reads = 0;
    const read = async (bindings: Env) => {
      while (going) {
        await expectEverything(bindings, expected);
        reads += 1;
      }
    };
    const rotate = async () => {
      try {
        await age(91 * 86_400_000);
        await Promise.all([
          night(undefined, { bindings: under(key(2), FIRST) }),
          night(undefined, { bindings: under(key(2), FIRST) }),
        ]);
      } finally {
        going = false;
      }
    };
    await Promise.all([rotate(), read(under(key(2), FIRST)), read(under(FIRST, key(2)))]);
    expect(reads).toBeGreaterThan(1);
    await expectEverything(under(key(2), FIRST), expected);
  }, 60_000);
});
