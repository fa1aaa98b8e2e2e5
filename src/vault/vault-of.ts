import { database } from '../db/client';
import { dataKeyStore } from '../db/data-keys';
import { type Env, settings } from '../env';
import { Vault } from './vault';

/** Secrets of no single workspace, such as webhook bodies before they are routed, are sealed under this name's data key. */
export const DEPLOYMENT = 'deployment';

const vaults = new WeakMap<Env, Vault>();

/** The vault of this isolate, with its opened data keys. */
export function vaultOf(env: Env): Vault {
  let vault = vaults.get(env);
  if (vault === undefined) {
    vault = new Vault(settings(env).masterKeys, dataKeyStore(database(env.DB)));
    vaults.set(env, vault);
  }
  return vault;
}
