import { describe, expect, test } from 'vitest';
import { SeneschalError } from './errors';
import { type PlatformApi } from './platform-call';
import { type SyncRecord } from './sync';
import { type ListedItem, listedResource } from './sync-lists';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-11-21T12:00:00Z');
const api: PlatformApi = { request: () => Promise.reject(new Error('nothing is asked of a platform here')) };

const recordOf = (id: string, at: number): SyncRecord => ({
  ...{ kind: 'meeting', externalId: id, at, updatedAt: at, title: id, text: '', people: [], ids: {} },
});

/** A platform that holds what its test puts there, in lists of two items a page, and counts what is read whole. */
function platform() {
  const held = new Map<string, { daysAgo: number; fixed: boolean; ready: boolean }>();
  const state = { held, read: [] as string[], from: [] as number[], forgetful: false };
  const resource = listedResource({
    ...{ title: 'things', stores: 'Things.', kinds: ['meeting'], lookBackMs: 31 * DAY_MS },
    lists: (from) => {
      state.from.push(from);
      return ['all'];
    },
    read: async (_, __, token, { now }) => {
      if (token !== undefined && state.forgetful) throw new SeneschalError('invalid_request', 'no such token');
      const from = state.from.at(-1) ?? 0;
      const all = [...held].map(([id, { daysAgo, fixed, ready }]): ListedItem => {
        const at = now - daysAgo * DAY_MS;
        const records = () => {
          state.read.push(id);
          return ready ? [recordOf(id, at)] : [];
        };
        return { id, at, fixed, records };
      });
      const shown = all.filter(({ at }) => at >= from);
      const start = Number(token ?? 0);
      return { items: shown.slice(start, start + 2), next: start + 2 < shown.length ? String(start + 2) : undefined };
    },
  });
  const page = (cursor: string | undefined, now = START) =>
    resource.page(api, cursor, {
      ...{ now, since: now - 365 * DAY_MS, account: { id: 'a', label: 'a' }, memo: new Map<string, string>() },
    });
  /** Pages to the end of a look. */
  const look = async (cursor?: string, now = START) => {
    const stored: string[] = [];
    for (let at = cursor; ;) {
      const found = await page(at, now);
      stored.push(...found.records.map(({ externalId }) => externalId));
      if (found.done) return { stored, gone: found.gone, containers: found.goneContainers, cursor: found.cursor };
      at = found.cursor;
    }
  };
  const add = (id: string, daysAgo: number, more: { fixed?: boolean; ready?: boolean } = {}) =>
    held.set(id, { daysAgo, fixed: true, ready: true, ...more });
  return { state, page, look, add };
}

describe('lists that are read again', () => {
  test('give everything the first time, page by page', async () => {
    const { look, add } = platform();
    for (const id of ['a', 'b', 'c', 'd', 'e']) add(id, 3);
    expect(await look()).toMatchObject({ stored: ['a', 'b', 'c', 'd', 'e'], gone: [] });
  });

  test('read what never changes once, and what may change every time', async () => {
    const { look, add, state } = platform();
    add('fixed', 3);
    add('loose', 3, { fixed: false });
    const { cursor } = await look();
    state.read = [];
    expect(await look(cursor)).toMatchObject({ stored: ['loose'] });
    expect(state.read).toEqual(['loose']);
  });

  test('ask again for what was not ready', async () => {
    const { look, add } = platform();
    add('late', 3, { ready: false });
    const { cursor, stored } = await look();
    expect(stored).toEqual([]);
    add('late', 3);
    expect(await look(cursor)).toMatchObject({ stored: ['late'] });
  });

  test('tell what has gone, also where it is kept in parts', async () => {
    const { look, add, state } = platform();
    add('stays', 3);
    add('goes', 3);
    const { cursor } = await look();
    state.held.delete('goes');
    const next = await look(cursor);
    expect(next).toMatchObject({ gone: ['goes'], containers: ['goes'] });
    expect(await look(next.cursor)).toMatchObject({ gone: [] });
  });

  test('go back a month by the hour, and to the beginning once a day', async () => {
    const { look, add, state } = platform();
    add('old', 200);
    add('edge', 31);
    const first = await look();
    state.held.clear();
    const hourly = await look(first.cursor, START + DAY_MS / 24);
    expect(state.from.at(-1)).toBe(START + DAY_MS / 24 - 31 * DAY_MS);
    expect(hourly.gone).toEqual([]);
    const daily = await look(hourly.cursor, START + DAY_MS + 1);
    expect(state.from.at(-1)).toBe(START + DAY_MS + 1 - 365 * DAY_MS);
    expect(daily.gone?.toSorted()).toEqual(['edge', 'old']);
  });

  test('begin a list anew where the platform no longer knows its token', async () => {
    const { page, look, add, state } = platform();
    for (const id of ['a', 'b', 'c']) add(id, 3);
    const first = await page(undefined);
    state.forgetful = true;
    const second = await page(first.cursor);
    expect(second).toMatchObject({ records: [], done: false });
    state.forgetful = false;
    expect(await look(second.cursor)).toMatchObject({ stored: ['c'], gone: [] });
  });
});
