import { admit, failed, succeeded } from '../../src/core/breaker';
import { type Connector } from '../../src/core/define-connector';
import { type ErrorKind, RECOVERY, SeneschalError } from '../../src/core/errors';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { log } from '../../src/core/log';
import { type ClientCredentials } from '../../src/core/oauth-client';
import { type PlatformCall, type PlatformResponse } from '../../src/core/platform-call';
import { DEFAULT_TIMEOUT_MS } from '../../src/core/outbound';
import { nextWait, RETRY } from '../../src/core/retry';
import { Slots } from '../../src/core/slots';
import { type Bucket, blocked, take } from '../../src/core/token-bucket';
import { path } from '../../src/core/path';
import { isUsable } from '../../src/core/integration-state';
import { errorRow } from './error-row';
import { healthOf } from './health';
import { sendClassified } from './send';
import { type Change } from './store';
import { type TokenCustody } from './tokens';
import { BreakerOpen, OwnLimit, Unusable } from './unsent';

/** How a failed renewal stands in the list of errors. */
const RENEWAL = { method: 'POST', path: path`/token` } as const;
/** Faults of the platform itself: only these count against its breaker. */
const PLATFORM_FAULTS: readonly ErrorKind[] = ['provider_unavailable', 'timeout', 'network', 'invalid_response'];
/** An attempt that is begun gets this long at least. */
const LEAST_ATTEMPT_MS = 1_000;
/** How long a limited integration is left in peace where the platform does not say. */
const LIMITED_MS = 60_000;
/** The first look after an error; doubles with every look that finds it still there. */
export const RECOVER_FIRST_MS = 60_000;
export const RECOVER_MAX_MS = 3_600_000;
/** How exactly it is kept when a platform last answered: not every call is worth a write. */
const ANSWERED_EVERY_MS = 10 * 60_000;

/** What a call has to keep to. */
interface Used {
  /** The tokens it went out with last: only what the platform says of these counts. */
  generation: number;
  /** When it is over, waits and repetitions included, in milliseconds since 1970. */
  until: number;
}

/** What the caller needs of the object it works for. */
export interface CallerHost {
  record(): IntegrationRecord;
  change(change: Change): Promise<IntegrationRecord>;
  /** Keeps when the platform last answered a call. */
  answered(at: number): void;
  connectUrl(): string;
  client(connector: Connector): Promise<ClientCredentials>;
  /** The error of an integration whose state takes no calls. */
  unusable(record: IntegrationRecord): SeneschalError;
}

/**
 * The way of a call from the object to the platform: breaker, rate limit, token, fetch, classification, retry. What went wrong is
 * recorded once, and moves the state as its kind's recovery says.
 */
export class PlatformCaller {
  readonly #host: CallerHost;
  readonly #tokens: TokenCustody;
  readonly #buckets = new Map<string, Bucket>();
  readonly #slots = new Map<string, Slots>();

  constructor(host: CallerHost, tokens: TokenCustody) {
    this.#host = host;
    this.#tokens = tokens;
  }

  /** What was counted of one grant says nothing of the next. */
  forgetLimits(): void {
    this.#buckets.clear();
  }

  async call(connector: Connector, call: PlatformCall): Promise<PlatformResponse> {
    const used: Used = { generation: this.#host.record().generation, until: Date.now() + RETRY.deadlineMs };
    let probe = false;
    try {
      probe = await this.#passBreaker(connector);
      const response = await this.#withRetries(connector, call, used);
      await this.#succeeded(connector);
      return response;
    } catch (error) {
      if (probe && error instanceof OwnLimit) await this.#postponeProbe(error);
      throw await this.#failed(call, SeneschalError.from(error), used.generation);
    }
  }

  /** @returns is the call the breaker's probe? @throws {BreakerOpen} at once while the breaker is open. */
  async #passBreaker(connector: Connector): Promise<boolean> {
    const { breaker } = this.#host.record();
    const gate = admit(breaker, Date.now());
    if (!gate.admitted) throw new BreakerOpen(connector, breaker.nextTryAt ?? Date.now());
    if (gate.probe) await this.#host.change({ actor: 'system', set: { breaker: gate.breaker } });
    return gate.probe;
  }

  /** A probe that our own count held back has found nothing out: the next one goes when it may. */
  async #postponeProbe(limit: OwnLimit): Promise<void> {
    const { breaker } = this.#host.record();
    if (breaker.state !== 'half_open') return;
    await this.#host.change({
      actor: 'system',
      set: { breaker: { ...breaker, state: 'open', nextTryAt: limit.retryAt ?? null } },
    });
  }

  async #withRetries(connector: Connector, call: PlatformCall, used: Used): Promise<PlatformResponse> {
    const startedAt = Date.now();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#passLimit(connector, call);
        return await this.#withToken(connector, call, used);
      } catch (error) {
        const failure = SeneschalError.from(error);
        if (failure.retryAt !== undefined && RECOVERY[failure.kind].state === 'limited')
          this.#block(connector, call, failure.retryAt);
        // A refused call was not carried out, and one with a key of the platform's own is carried out once: repeating those is safe.
        const keyed = call.headers?.['idempotency-key'] !== undefined;
        const repeatable = call.effect === 'read' || keyed || failure.kind === 'rate_limited';
        const wait = nextWait(failure, { attempt, startedAt, now: Date.now(), repeatable, random: Math.random() });
        if (wait === undefined || failure instanceof OwnLimit) throw failure;
        await pause(wait);
      }
    }
  }

  /** Waits for the bucket of the call's class where that is short. @throws {OwnLimit} that says when, where it is not. */
  async #passLimit(connector: Connector, call: PlatformCall): Promise<void> {
    const name = call.limitClass ?? 'default';
    const limit = connector.limits[name] ?? connector.limits.default;
    const now = Date.now();
    const { bucket, waitMs, taken } = take(this.#buckets.get(name), limit, now, RETRY.longestWaitMs, call.cost);
    this.#buckets.set(name, bucket);
    if (!taken) throw new OwnLimit(connector, now + waitMs);
    if (waitMs > 0) await pause(waitMs);
  }

  #block(connector: Connector, call: PlatformCall, retryAt: number): void {
    const name = call.limitClass ?? 'default';
    this.#buckets.set(name, blocked(connector.limits[name] ?? connector.limits.default, retryAt));
  }

  /** The token refreshed before its end, and once more where the platform says it has ended. */
  async #withToken(connector: Connector, call: PlatformCall, used: Used): Promise<PlatformResponse> {
    const client = await this.#host.client(connector);
    if (this.#tokens.dueForRefresh(Date.now())) await this.#refreshEarly(connector, client);
    used.generation = this.#host.record().generation;
    try {
      return await this.#attempt(connector, client, call, used.until);
    } catch (error) {
      if (error instanceof Unusable) throw error;
      const { kind } = SeneschalError.from(error);
      const replaced = kind === 'auth_revoked' && this.#host.record().generation > used.generation;
      if (!RECOVERY[kind].refresh && !replaced) throw error;
      await this.#refresh(used.generation, connector, client);
      used.generation = this.#host.record().generation;
      return this.#attempt(connector, client, call, used.until);
    }
  }

  /** One call, once there is a place for it where the platform counts how many are under way. */
  #attempt(
    connector: Connector,
    client: ClientCredentials,
    call: PlatformCall,
    until: number,
  ): Promise<PlatformResponse> {
    const send = async () => {
      const record = this.#host.record();
      if (!isUsable(record.state)) throw new Unusable(this.#host.unusable(record));
      const accessToken = await this.#tokens.openAccess();
      const timeoutMs = Math.min(DEFAULT_TIMEOUT_MS, Math.max(until - Date.now(), LEAST_ATTEMPT_MS));
      return sendClassified(connector, client, accessToken, call, this.#host.connectUrl(), timeoutMs);
    };
    const slots = this.#slotsOf(connector, call);
    return slots === undefined ? send() : slots.run(send);
  }

  #slotsOf(connector: Connector, { limitClass = 'default' }: PlatformCall): Slots | undefined {
    const { atOnce } = connector.limits[limitClass] ?? connector.limits.default;
    if (atOnce === undefined) return undefined;
    const slots = this.#slots.get(limitClass) ?? new Slots(atOnce);
    this.#slots.set(limitClass, slots);
    return slots;
  }

  /**
   * While the token still works, not being able to renew it is no reason to fail the call. A refusal is none either, even past the end by
   * our clock: the call itself proves whether the platform still takes the token, before anybody is asked to connect again.
   */
  async #refreshEarly(connector: Connector, client: ClientCredentials): Promise<void> {
    const { generation, expiresAt } = this.#host.record();
    try {
      await this.#refresh(generation, connector, client);
    } catch (error) {
      const { kind, reference, detail } = SeneschalError.from(error);
      if (kind !== 'auth_expired' && (expiresAt === null || Date.now() >= expiresAt)) throw error;
      log('warn', 'a token could not be renewed ahead of its end', {
        integration: this.#host.record().id,
        reference,
        detail,
      });
    }
  }

  /** Renews the tokens of `generation`; a definite refusal carries the link that connects again. */
  async #refresh(generation: number, connector: Connector, client: ClientCredentials): Promise<void> {
    try {
      await this.#tokens.refresh(generation, connector, client);
    } catch (error) {
      const { kind, detail, reference } = SeneschalError.from(error);
      // The call itself was not sent: custody has a patience of its own, the breaker counts calls.
      if (kind !== 'auth_expired')
        throw SeneschalError.fromFailure({ ...SeneschalError.from(error).toFailure(), unsent: true });
      const connectUrl = this.#host.connectUrl();
      const message = `${connector.title} no longer accepts this connection’s sign-in. Connect the account again: ${connectUrl}`;
      throw new SeneschalError('auth_expired', message, {
        connectUrl,
        reference,
        ...(detail !== undefined && { detail }),
      });
    }
  }

  /**
   * Renews the tokens where they are due, for the hourly sweep. Where the platform refuses, its word is checked against the access token
   * that still lives before anybody is asked to connect again; trouble at the platform keeps the tokens.
   */
  async renew(connector: Connector): Promise<void> {
    const now = Date.now();
    if (!this.#tokens.dueForRenewal(now)) return;
    const { generation } = this.#host.record();
    try {
      await this.#refresh(generation, connector, await this.#host.client(connector));
    } catch (error) {
      const failure = SeneschalError.from(error);
      const { id } = this.#host.record();
      log('warn', 'a token could not be renewed', {
        integration: id,
        kind: failure.kind,
        reference: failure.reference,
        detail: failure.detail,
      });
      if (failure.kind !== 'auth_expired') return;
      if (!(await this.#answers(connector))) await this.#failed(RENEWAL, failure, generation);
    }
  }

  /** Does the platform still take the access token? */
  async #answers(connector: Connector): Promise<boolean> {
    try {
      const client = await this.#host.client(connector);
      const until = Date.now() + RETRY.deadlineMs;
      await connector.health({ request: (call) => this.#attempt(connector, client, call, until) });
      return true;
    } catch (error) {
      // Only a refusal of the token itself says that it is dead.
      return RECOVERY[SeneschalError.from(error).kind].turn !== 'owner';
    }
  }

  async #succeeded({ sparing = false }: Connector): Promise<void> {
    const now = Date.now();
    const { state, breaker, answeredAt = 0 } = this.#host.record();
    if (sparing && now - answeredAt > ANSWERED_EVERY_MS) this.#host.answered(now);
    const next = succeeded(breaker);
    if (state === 'ACTIVE' && next === breaker) return;
    const recovered = breaker.state === 'half_open';
    await this.#host.change({
      actor: 'system',
      transitions: ['succeeded'],
      set: {
        breaker: next,
        recoverAt: null,
        recoverMs: 0,
        health: { status: 'healthy', checkedAt: now, reason: null },
      },
      ...(recovered && { events: [{ type: 'breaker.closed', actor: 'system', data: { failures: breaker.failures } }] }),
    });
  }

  /**
   * Records a failure and moves the state as its kind's recovery says; what the platform said of tokens that were replaced or erased
   * since moves nothing.
   * @returns the error to throw.
   */
  async #failed(
    call: Pick<PlatformCall, 'method' | 'path'>,
    error: SeneschalError,
    generation: number,
  ): Promise<SeneschalError> {
    if (error instanceof BreakerOpen || error instanceof OwnLimit || error instanceof Unusable) return error;
    const now = Date.now();
    const record = this.#host.record();
    const says = RECOVERY[error.kind].state;
    const current = record.generation === generation;
    const event = current || (says !== 'expired' && says !== 'revoked') ? says : undefined;
    const breaker = breakerAfter(record.breaker, error, now);
    const opened = breaker.state === 'open' && record.breaker.state !== 'open';
    log('warn', 'a platform call failed', {
      integration: record.id,
      kind: error.kind,
      reference: error.reference,
      detail: error.detail,
    });
    // Real calls are evidence too; the history holds checks alone, and the end of a grant.
    const health = (event === 'failed' || event === 'limited') && {
      health: {
        status: event === 'failed' ? ('unhealthy' as const) : ('degraded' as const),
        checkedAt: now,
        reason: error.message,
      },
    };
    const down = event === 'expired' || event === 'revoked' ? healthOf('unhealthy', error.message) : undefined;
    await this.#host.change({
      actor: 'system',
      also: [{ table: 'error', row: errorRow(call, error) }, ...(down?.also ?? [])],
      set: {
        breaker,
        ...this.#recovery(record, event, breaker.nextTryAt, error.retryAt, now),
        ...health,
        ...down?.set,
      },
      ...(opened && {
        events: [
          { type: 'breaker.opened', actor: 'system', data: { kind: error.kind, nextTryAt: iso(breaker.nextTryAt) } },
        ],
      }),
      ...(event !== undefined && { transitions: [event], because: becauseOf(error) }),
      ...(event === 'revoked' && { tokens: 'erase' as const }),
    });
    return error;
  }

  /** When the object looks by itself whether it works again. */
  #recovery(
    record: IntegrationRecord,
    event: string | undefined,
    probeAt: number | null,
    retryAt: number | undefined,
    now: number,
  ) {
    if (event === 'limited') return { recoverAt: retryAt ?? now + LIMITED_MS };
    if (event !== 'failed') return {};
    const recoverMs = Math.min(Math.max(record.recoverMs * 2, RECOVER_FIRST_MS), RECOVER_MAX_MS);
    // A look that is planned already stays planned: failing calls must not push it away.
    if (record.recoverAt !== null && record.recoverAt > now && probeAt === null) return {};
    return { recoverAt: probeAt ?? now + recoverMs, recoverMs };
  }
}

/** Only faults of the platform count. One that answered, if only to refuse, has nothing held against it. */
function breakerAfter(
  breaker: IntegrationRecord['breaker'],
  error: SeneschalError,
  now: number,
): IntegrationRecord['breaker'] {
  if (PLATFORM_FAULTS.includes(error.kind) && (!error.unsent || breaker.state === 'half_open'))
    return failed(breaker, now, Math.random());
  return error.unsent ? breaker : succeeded(breaker);
}

/** Why a state changed, as its event tells: the kind, the reference in the log, and the page that puts it right. */
const becauseOf = ({ kind, reference, retryAt, connectUrl }: SeneschalError): Record<string, unknown> => ({
  kind,
  reference,
  ...(retryAt !== undefined && { retryAt: iso(retryAt) }),
  ...(connectUrl !== undefined && { connectUrl }),
});

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
