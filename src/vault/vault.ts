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

/** The version of the data key under which a value was sealed; undefined for what is no sealed value. Its first 16 characters do. */
export function keyVersionOf(sealed: string): number | undefined {
  const [, version] = /^s1\.(\d{1,9})\./.exec(sealed) ?? [];
  return version === undefined ? undefined : Number(version);
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

  /** The versions of the master keys that are set, the one that wraps first. */
  get masterVersions(): readonly number[] {
    return [...this.#masters.keys()];
  }

  constructor(masterKeys: string, keys: KeyStore) {
    const parsed = parseMasterKeys(masterKeys);
    for (const { version, bytes } of parsed) this.#masters.set(version, importKey(bytes));
    this.#newestMaster = parsed[0]?.version ?? 0;
    this.#keys = keys;
  }

  /** Seals `plain` under the workspace's newest data key. */
  async seal(workspaceId: string, plain: string, binding: Binding): Promise<string> {
    return this.#sealUnder(workspaceId, await this.#newest(workspaceId), plain, binding);
  }

  /**
   * Seals anew, under the newest data key, what older ones sealed.
   * @returns for each value its replacement; undefined where it needs none; why not, where it does not open.
   */
  async reseal(
    workspaceId: string,
    values: readonly { sealed: string; binding: Binding }[],
  ): Promise<(string | undefined | SeneschalError)[]> {
    if (values.length === 0) return [];
    const newest = await this.#newest(workspaceId);
    const keys = new Map<number, Promise<WrappedKey | undefined>>();
    const find = (version: number) => {
      const key = keys.get(version) ?? this.#keys.find(workspaceId, version);
      keys.set(version, key);
      return key;
    };
    return Promise.all(
      values.map(async ({ sealed, binding }) => {
        if ((keyVersionOf(sealed) ?? 0) >= newest.version) return undefined;
        try {
          return this.#sealUnder(workspaceId, newest, await this.#open(workspaceId, sealed, binding, find), binding);
        } catch (error) {
          // What kept us from asking for the key says nothing about the value.
          if (error instanceof SeneschalError) return error;
          throw error;
        }
      }),
    );
  }

  /** What everything begins with that is sealed now. */
  async newestPrefix(workspaceId: string): Promise<string> {
    return `${SEALED_PREFIX}.${(await this.#newest(workspaceId)).version}.`;
  }

  /** Makes the data key after `version`, which seals from now on. Of two who do so at once one wins. */
  succeed(workspaceId: string, version: number): Promise<WrappedKey> {
    return this.#create(workspaceId, version + 1);
  }

  /** The same data key, wrapped by the newest master key. @throws {SeneschalError} where its present master key is not at hand. */
  async rewrap(workspaceId: string, key: WrappedKey): Promise<WrappedKey> {
    const bytes = await this.#unwrapBytes(workspaceId, key);
    const wrapped = await encrypt(await this.#master(this.#newestMaster), bytes, [
      'data-key',
      workspaceId,
      key.version,
    ]);
    bytes.fill(0);
    return { version: key.version, wrapped, masterVersion: this.#newestMaster };
  }

  /** @throws {SeneschalError} `internal` where the value was moved, altered or its key is gone. */
  open(workspaceId: string, sealed: string, binding: Binding): Promise<string> {
    return this.#open(workspaceId, sealed, binding, (version) => this.#keys.find(workspaceId, version));
  }

  async #open(
    workspaceId: string,
    sealed: string,
    binding: Binding,
    find: (version: number) => Promise<WrappedKey | undefined>,
  ): Promise<string> {
    const [prefix, version, text, more] = sealed.split('.', 4);
    if (prefix !== SEALED_PREFIX || text === undefined || more !== undefined)
      throw this.#failure('a sealed value has an unknown format');
    const opened = await this.#dataKey(workspaceId, Number(version), find);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await decrypt(opened, text, binding));
    } catch (cause) {
      throw this.#failure('a sealed value does not belong where it was found', cause);
    }
  }

  /** A version's key never changes, so one that was opened before is not asked for again. */
  async #dataKey(
    workspaceId: string,
    version: number,
    find: (version: number) => Promise<WrappedKey | undefined>,
  ): Promise<CryptoKey> {
    const opened = this.#opened.get(`${workspaceId}/${version}`);
    if (opened !== undefined) return opened;
    const key = await find(version);
    if (key === undefined) throw this.#failure(`data key ${version} of the workspace is gone`);
    return this.#unwrap(workspaceId, key);
  }

  async #newest(workspaceId: string): Promise<WrappedKey> {
    return (await this.#keys.newest(workspaceId)) ?? (await this.#create(workspaceId, 1));
  }

  async #sealUnder(workspaceId: string, key: WrappedKey, plain: string, binding: Binding): Promise<string> {
    const opened = await this.#unwrap(workspaceId, key);
    return `${SEALED_PREFIX}.${key.version}.${await encrypt(opened, utf8.encode(plain) as Uint8Array<ArrayBuffer>, binding)}`;
  }

  async #create(workspaceId: string, version: number): Promise<WrappedKey> {
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
      opened = this.#unwrapBytes(workspaceId, key).then(importKey);
      opened.catch(() => this.#opened.delete(name));
      this.#opened.set(name, opened);
    }
    return opened;
  }

  async #unwrapBytes(workspaceId: string, key: WrappedKey): Promise<Uint8Array<ArrayBuffer>> {
    const master = await this.#master(key.masterVersion);
    try {
      return await decrypt(master, key.wrapped, ['data-key', workspaceId, key.version]);
    } catch (cause) {
      throw this.#failure(`data key ${key.version} does not open under master key ${key.masterVersion}`, cause);
    }
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
