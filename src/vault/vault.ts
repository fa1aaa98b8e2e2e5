import { SeneschalError } from '../core/errors';
import { fromBase64, toBase64 } from '../core/ids';

/**
 * Sealing and opening secrets: AES-256-GCM under a data key per workspace, which a versioned master key wraps. Every sealed value
 * is bound to where it belongs by its associated data: moved to another row, it no longer opens.
 *
 * Formats (a change of them comes with its migration):
 * - master keys: `{version}:{32 bytes base64}`, comma separated, newest first;
 * - wrapped data key: base64 of 12 bytes nonce and the AES-GCM ciphertext, associated data `["data-key", workspace, version]`;
 * - sealed value: `s1.{data key version}.{base64 of nonce and ciphertext}`.
 */
const SEALED_PREFIX = 's1';
const NONCE_BYTES = 12;

export interface WrappedKey {
  version: number;
  wrapped: string;
  masterVersion: number;
}

/** Where wrapped data keys are kept. */
export interface KeyStore {
  /** The newest data key of a workspace. */
  newest(workspaceId: string): Promise<WrappedKey | undefined>;
  find(workspaceId: string, version: number): Promise<WrappedKey | undefined>;
  /** Stores the key unless that version exists already: of two first writers one wins, and both read its key. */
  insert(workspaceId: string, key: WrappedKey): Promise<void>;
}

/** What a sealed value is bound to, for example `["token", workspace, integration, platform, kind, generation]`. */
export type Binding = readonly (string | number)[];

const utf8 = new TextEncoder();
const aad = (binding: Binding): Uint8Array<ArrayBuffer> =>
  utf8.encode(JSON.stringify([SEALED_PREFIX, ...binding])) as Uint8Array<ArrayBuffer>;

async function encrypt(key: CryptoKey, plain: Uint8Array<ArrayBuffer>, binding: Binding): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const cipher = new Uint8Array(
    await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: aad(binding) }, key, plain),
  );
  const out = new Uint8Array(nonce.length + cipher.length);
  out.set(nonce);
  out.set(cipher, nonce.length);
  return toBase64(out);
}

async function decrypt(key: CryptoKey, text: string, binding: Binding): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = fromBase64(text);
  const params = { name: 'AES-GCM', iv: bytes.subarray(0, NONCE_BYTES), additionalData: aad(binding) };
  return new Uint8Array(await crypto.subtle.decrypt(params, key, bytes.subarray(NONCE_BYTES)));
}

const importKey = (bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);

/** @throws {Error} naming what is wrong with the setting `MASTER_KEYS`, and never what it holds. */
export function parseMasterKeys(setting: string): { version: number; bytes: Uint8Array<ArrayBuffer> }[] {
  const keys = setting
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(parseMasterKey);
  if (keys.length === 0) throw new Error('MASTER_KEYS is missing: set it with `wrangler secret put MASTER_KEYS`.');
  const twice = keys.find(({ version }, at) => keys.findIndex((key) => key.version === version) !== at);
  if (twice !== undefined) throw new Error(`MASTER_KEYS names version ${twice.version} twice.`);
  return keys;
}

function parseMasterKey(part: string): { version: number; bytes: Uint8Array<ArrayBuffer> } {
  const [, version, key] = /^(\d{1,9}):([A-Za-z0-9+/_-]{43}=?)$/.exec(part.trim()) ?? [];
  const bytes = key === undefined ? undefined : fromBase64(key);
  if (bytes?.length !== 32) {
    throw new Error('MASTER_KEYS must be `{version}:{32 bytes base64}`, comma separated, newest first.');
  }
  return { version: Number(version), bytes };
}

/** The one door to secrets. */
export class Vault {
  readonly #masters = new Map<number, Promise<CryptoKey>>();
  readonly #newestMaster: number;
  readonly #keys: KeyStore;
  readonly #opened = new Map<string, Promise<CryptoKey>>();

  constructor(masterKeys: string, keys: KeyStore) {
    const parsed = parseMasterKeys(masterKeys);
    for (const { version, bytes } of parsed) this.#masters.set(version, importKey(bytes));
    this.#newestMaster = parsed[0]?.version ?? 0;
    this.#keys = keys;
  }

  /** Seals `plain` under the workspace's newest data key. */
  async seal(workspaceId: string, plain: string, binding: Binding): Promise<string> {
    const key = (await this.#keys.newest(workspaceId)) ?? (await this.#create(workspaceId));
    const opened = await this.#unwrap(workspaceId, key);
    return `${SEALED_PREFIX}.${key.version}.${await encrypt(opened, utf8.encode(plain) as Uint8Array<ArrayBuffer>, binding)}`;
  }

  /** @throws {SeneschalError} `internal` where the value was moved, altered or its key is gone. */
  async open(workspaceId: string, sealed: string, binding: Binding): Promise<string> {
    const [prefix, version, text, more] = sealed.split('.', 4);
    if (prefix !== SEALED_PREFIX || text === undefined || more !== undefined)
      throw this.#failure('a sealed value has an unknown format');
    const key = await this.#keys.find(workspaceId, Number(version));
    if (key === undefined) throw this.#failure(`data key ${version} of the workspace is gone`);
    const opened = await this.#unwrap(workspaceId, key);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await decrypt(opened, text, binding));
    } catch (cause) {
      throw this.#failure('a sealed value does not belong where it was found', cause);
    }
  }

  async #create(workspaceId: string): Promise<WrappedKey> {
    const version = 1;
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    const wrapped = await encrypt(await this.#master(this.#newestMaster), bytes, ['data-key', workspaceId, version]);
    await this.#keys.insert(workspaceId, { version, wrapped, masterVersion: this.#newestMaster });
    const stored = await this.#keys.find(workspaceId, version);
    if (stored === undefined) throw this.#failure('the data key could not be stored');
    return stored;
  }

  #unwrap(workspaceId: string, key: WrappedKey): Promise<CryptoKey> {
    const name = `${workspaceId}/${key.version}`;
    let opened = this.#opened.get(name);
    if (opened === undefined) {
      opened = this.#master(key.masterVersion)
        .then((master) => decrypt(master, key.wrapped, ['data-key', workspaceId, key.version]))
        .then(importKey)
        .catch((cause: unknown) => {
          this.#opened.delete(name);
          throw this.#failure(`data key ${key.version} does not open under master key ${key.masterVersion}`, cause);
        });
      this.#opened.set(name, opened);
    }
    return opened;
  }

  #master(version: number): Promise<CryptoKey> {
    const key = this.#masters.get(version);
    if (key === undefined) throw this.#failure(`master key ${version} is not among MASTER_KEYS`);
    return key;
  }

  #failure(detail: string, cause?: unknown): SeneschalError {
    return new SeneschalError(
      'internal',
      'A stored secret could not be opened. The operator finds the reason in the log.',
      { detail, cause },
    );
  }
}
