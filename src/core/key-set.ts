import { z } from 'zod';
import { SeneschalError } from './errors';
import { type RawResponse, send } from './outbound';

const KEEP_MS = 3_600_000;
const REFETCH_MS = 30_000;
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 64 * 1024;

const keySetShape = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })).max(100) });

interface KeySet {
  keys: ReadonlyMap<string, JsonWebKey>;
  fetchedAt: number;
}

/** Where key sets come from; the clock is the caller's. */
export interface KeySource {
  sandboxUrl: string | undefined;
  now: number;
}

/**
 * Published key sets (RFC 7517), each kept for an hour. A key that is not among the kept ones is asked for again, at most every 30 s:
 * whoever makes up key names makes us fetch no more often than that.
 */
export class KeySets {
  readonly #sets = new Map<string, KeySet>();
  readonly #failures = new Map<string, { at: number; error: SeneschalError }>();

  /**
   * The key `kid` of the set at `url`, undefined where it has none of that name.
   * @throws {SeneschalError} `timeout`, `network`, `provider_unavailable` or `invalid_response` where there is no set to look at.
   */
  async key(url: string, kid: string, source: KeySource): Promise<JsonWebKey | undefined> {
    const kept = this.#sets.get(url);
    const age = kept === undefined ? Infinity : source.now - kept.fetchedAt;
    const found = kept?.keys.get(kid);
    if (found !== undefined && age < KEEP_MS) return found;
    if (kept !== undefined && age < REFETCH_MS) return undefined;
    return (await this.#fetch(url, source)).keys.get(kid);
  }

  async #fetch(url: string, source: KeySource): Promise<KeySet> {
    const failure = this.#failures.get(url);
    if (failure !== undefined && source.now - failure.at < REFETCH_MS) throw failure.error;
    try {
      const set = { keys: await load(url, source), fetchedAt: source.now };
      this.#sets.set(url, set);
      this.#failures.delete(url);
      return set;
    } catch (caught) {
      const error = SeneschalError.from(caught);
      this.#failures.set(url, { at: source.now, error });
      throw error;
    }
  }
}

async function load(url: string, { sandboxUrl }: KeySource): Promise<ReadonlyMap<string, JsonWebKey>> {
  const response = await send(
    { method: 'GET', url, headers: { accept: 'application/json' } },
    {
      origins: [new URL(url).origin],
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      ...(sandboxUrl !== undefined && { sandboxUrl }),
    },
  );
  const parsed = keySetShape.safeParse(response.status === 200 ? read(response) : undefined);
  if (!parsed.success) {
    throw new SeneschalError(
      'provider_unavailable',
      'The keys that prove who sent this could not be had. Send it again later.',
      {
        detail: `GET ${url} status=${response.status}`,
      },
    );
  }
  return new Map(parsed.data.keys.map((key) => [key.kid, key]));
}

function read({ bytes }: RawResponse): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
