import { SeneschalError } from '../core/errors';
import { type ResealWalk } from '../core/jobs';
import { log } from '../core/log';
import { type Database } from '../db/client';
import {
  type DataKeyRow,
  dataKeyStore,
  forgetOlderKeys,
  type KeyPlace,
  keysOfOtherMasters,
  olderKeys,
  replaceWrapping,
} from '../db/data-keys';
import { type Vault } from './vault';

/*
 * Data keys: after 90 days a scope (a workspace, or the deployment) gets its next version, which seals from then on while the older ones
 * still open. A walk visits everything that keeps sealed values and seals anew what is old. Older versions are dropped by a walk that
 * began an hour after they were superseded or later, reached everything, and found nothing under them.
 *
 * Master keys: every data key is wrapped anew by the first of MASTER_KEYS. Once none is left under another, that one can be dropped.
 *
 * Both follow from what is old alone: stopped anywhere, or run twice, the next run goes on.
 */

/** How long a data key seals. */
export const DATA_KEY_LIFE_MS = 90 * 86_400_000;
/** Whatever was begun under a key is over this long after the next one was made: requests, sign-ins under way, answers held back. */
export const SETTLE_MS = 3_600_000;

/** Gives a scope its next data key when it is time. @returns the walk to make; undefined where no older key is left. */
export async function rotateScope(
  vault: Vault,
  db: Database,
  scope: string,
  now: number,
): Promise<ResealWalk | undefined> {
  const newest = await successor(vault, db, scope, now);
  if (newest === undefined || (await olderKeys(db, scope, newest.version)) === 0) return undefined;
  const settled = newest.createdAt <= now - SETTLE_MS;
  return { scope, version: newest.version, settled, after: '', found: 0, failed: 0 };
}

async function successor(vault: Vault, db: Database, scope: string, now: number): Promise<DataKeyRow | undefined> {
  const keys = dataKeyStore(db);
  const newest = await keys.newest(scope);
  if (newest === undefined || newest.createdAt > now - DATA_KEY_LIFE_MS) return newest;
  const { version } = await vault.succeed(scope, newest.version);
  log('info', 'a new data key seals from now on', { scope, version });
  return keys.newest(scope);
}

/** Ends a walk that reached everything: drops the older keys when that is safe. @returns how many were dropped. */
export async function endWalk(db: Database, walk: ResealWalk): Promise<number> {
  const { scope, version, settled, found, failed } = walk;
  if (failed > 0) {
    log('error', 'some secrets could not be sealed anew; older data keys are kept', { scope, version, failed });
    return 0;
  }
  if (!settled || found > 0) {
    log('info', 'secrets were sealed anew; a later walk drops the older data keys', { scope, version, found });
    return 0;
  }
  const dropped = await forgetOlderKeys(db, scope, version);
  log('info', 'nothing is sealed under older data keys any more; they were dropped', { scope, version, dropped });
  return dropped;
}

const REWRAP_PAGE = 50;

/** Wraps a page of data keys anew. One that does not open stays as it is, and is told. @returns where to go on; undefined at the end. */
export async function rewrapPage(vault: Vault, db: Database, after: KeyPlace): Promise<KeyPlace | undefined> {
  const rows = await keysOfOtherMasters(db, vault.masterVersions[0] ?? 0, after, REWRAP_PAGE);
  for (const row of rows) {
    const { workspaceId: scope, version, masterVersion } = row;
    try {
      await replaceWrapping(db, row, await vault.rewrap(scope, row));
    } catch (error) {
      if (!(error instanceof SeneschalError)) throw error;
      const { reference, detail } = error;
      log('error', 'a data key could not be wrapped anew', { scope, version, masterVersion, reference, detail });
    }
  }
  const last = rows.length < REWRAP_PAGE ? undefined : rows.at(-1);
  return last === undefined ? undefined : { scope: last.workspaceId, version: last.version };
}

/** What is known of a master key. */
export interface MasterKeyUse {
  version: number;
  /** Is it among MASTER_KEYS? */
  set: boolean;
  /** How many data keys it wraps. */
  keys: number;
  /** Nothing needs it: it can be taken out of MASTER_KEYS. */
  droppable: boolean;
}

/** Every master key that is set or used, the one that wraps first. */
export function masterKeyUse(
  set: readonly number[],
  used: readonly { masterVersion: number; n: number }[],
): MasterKeyUse[] {
  const versions = [...new Set([...set, ...used.map(({ masterVersion }) => masterVersion)])];
  return versions.map((version) => {
    const keys = used.find(({ masterVersion }) => masterVersion === version)?.n ?? 0;
    return {
      version,
      set: set.includes(version),
      keys,
      droppable: set.includes(version) && version !== set[0] && keys === 0,
    };
  });
}
