import { type ErrorKind } from '../../src/core/errors';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TOKEN_LIFE_MS = 12 * HOUR;

/** What the platform does to calls, and what that is. */
export const CALL_FAULTS = {
  down: { kind: 'provider_unavailable', fault: { status: 500 } },
  nonsense: { kind: 'invalid_response', fault: { status: 200, body: '<html>' } },
  cut: { kind: 'network', fault: { cut_body: true } },
  limit: { kind: 'rate_limited', fault: { status: 429, headers: { 'retry-after': '30' } } },
  refusal: { kind: 'not_found', fault: { status: 200, body: { ok: false, error: 'channel_not_found' } } },
} as const;
export type CallFault = keyof typeof CALL_FAULTS;

/** What its token endpoint does. */
export const TOKEN_FAULTS = {
  down: { status: 503 },
  refusal: { status: 200, body: { ok: false, error: 'invalid_refresh_token' } },
} as const;
export type TokenFault = keyof typeof TOKEN_FAULTS;

/** Reads and writes count against limits of their own. */
export type Effect = 'read' | 'write';

/**
 * What an integration has to be, told in the words of its promises: no storage, no concurrency, no time but the one it is given. Calls
 * that come together are here one after the other, each with what was so when they came.
 */
export interface Model {
  now: number;
  state: 'ACTIVE' | 'ERROR' | 'DEGRADED' | 'EXPIRED' | 'REVOKED' | 'DELETED';
  health: 'healthy' | 'degraded' | 'unhealthy';
  breaker: { open: boolean; failures: number; nextTryAt: number | null; openMs: number };
  generation: number;
  refreshedAt: number;
  expiresAt: number;
  received: Set<string>;
  /** A renewal that failed is not tried again for half a minute; only memory holds it. */
  patience: { until: number; kind: ErrorKind } | undefined;
  /** Nothing of that kind is sent before; only memory holds it. */
  limitedUntil: Record<Effect, number>;
  platform: { calls?: CallFault; tokens?: TokenFault; ended: boolean; withdrawn: boolean };
  /** How often the token endpoint was asked to renew. */
  renewals: number;
  /** How many calls were let through to the platform. */
  sent: number;
}

const closed = () => ({ open: false, failures: 0, nextTryAt: null, openMs: 0 });

/** One that was connected just now. */
export const connected = (now: number): Model => ({
  now,
  state: 'ACTIVE',
  health: 'healthy',
  breaker: closed(),
  generation: 1,
  refreshedAt: now,
  expiresAt: now + TOKEN_LIFE_MS,
  received: new Set(),
  patience: undefined,
  limitedUntil: { read: 0, write: 0 },
  platform: { ended: false, withdrawn: false },
  renewals: 0,
  sent: 0,
});

/** Connects the account once more; one that is over begins anew. */
export function reconnect(model: Model): void {
  const { generation, received, renewals, sent, now, state } = model;
  Object.assign(model, connected(now), { renewals, sent });
  if (state !== 'DELETED') Object.assign(model, { generation: generation + 1, received });
}

export const isUsable = ({ state }: Model): boolean => state === 'ACTIVE' || state === 'ERROR' || state === 'DEGRADED';

/** Is a call held back by the breaker? */
export const isHeld = ({ breaker, now }: Model): boolean =>
  breaker.open && breaker.nextTryAt !== null && now < breaker.nextTryAt;

/** Calls that come together. @returns what came of each: undefined is a success. */
export function callTogether(model: Model, amount: number, effect: Effect): (ErrorKind | undefined)[] {
  const probes = isUsable(model) && model.breaker.open && !isHeld(model);
  const admitted = !model.breaker.open;
  return Array.from({ length: amount }, (_, at) =>
    probes && at > 0 ? 'provider_unavailable' : callOnce(model, effect, admitted),
  );
}

/** One call. @param admitted was it let through by the breaker before this model of it begins? */
export function callOnce(model: Model, effect: Effect, admitted = false): ErrorKind | undefined {
  if (model.state === 'DELETED') return 'not_found';
  if (model.state === 'REVOKED') return 'auth_revoked';
  if (model.state === 'EXPIRED') return 'auth_expired';
  if (!admitted && isHeld(model)) return 'provider_unavailable';
  const probe = !admitted && model.breaker.open;
  if (model.limitedUntil[effect] > model.now) {
    if (probe) model.breaker.nextTryAt = model.limitedUntil[effect];
    return 'rate_limited';
  }
  model.sent += 1;
  const { kind, unsent } = exchange(model);
  if (kind === undefined) {
    if (model.state !== 'ACTIVE' || model.breaker.open || model.breaker.failures > 0) model.health = 'healthy';
    model.breaker = closed();
    model.state = 'ACTIVE';
    return undefined;
  }
  if (isFaultOfPlatform(kind) && (!unsent || probe)) fail(model, probe);
  else if (!unsent) model.breaker = closed();
  move(model, kind);
  if (kind === 'rate_limited') model.limitedUntil[effect] = model.now + 30 * SECOND;
  return kind;
}

/** A look at the health, by whomever. */
export function look(model: Model): void {
  if (!isUsable(model)) return;
  const kind = callOnce(model, 'read');
  model.health = kind === undefined ? 'healthy' : kind === 'rate_limited' ? 'degraded' : 'unhealthy';
}

/** What the hourly sweep asks for. */
export function renewWhereDue(model: Model): void {
  const due = isUsable(model) && model.now > model.expiresAt - (model.expiresAt - model.refreshedAt) / 2;
  if (!due || renew(model) !== 'auth_expired') return;
  const answer = says(model);
  const refused = answer === 'auth_expired' || answer === 'auth_revoked';
  if (!refused && model.now < model.expiresAt) return;
  model.breaker = closed();
  move(model, 'auth_expired');
}

/** A delivery of the platform. @param at when it was received. */
export function receive(model: Model, id: string, revoked: boolean, at: number): void {
  if (model.state === 'DELETED' || model.received.has(id)) return;
  model.received.add(id);
  if (revoked && at >= model.refreshedAt) withdraw(model);
}

export function forget(model: Model): void {
  model.patience = undefined;
  model.limitedUntil = { read: 0, write: 0 };
}

function exchange(model: Model): { kind: ErrorKind | undefined; unsent: boolean } {
  const notRenewed = (kind: ErrorKind) => ({ kind, unsent: kind === 'provider_unavailable' });
  if (model.now > model.expiresAt - 15 * MINUTE) {
    const early = renew(model);
    // A refusal is proved by the call itself; trouble past the end of the token is not.
    if (early === 'provider_unavailable' && model.now >= model.expiresAt) return notRenewed(early);
  }
  if (says(model) !== 'auth_expired') return { kind: says(model), unsent: false };
  const late = renew(model);
  return late === undefined ? { kind: says(model), unsent: false } : notRenewed(late);
}

/** What the platform says to a call with the present token. */
function says({ platform, now, expiresAt }: Model): ErrorKind | undefined {
  if (platform.calls !== undefined) return CALL_FAULTS[platform.calls].kind;
  if (platform.withdrawn) return 'auth_revoked';
  return platform.ended || now >= expiresAt ? 'auth_expired' : undefined;
}

function renew(model: Model): ErrorKind | undefined {
  const { platform, now, patience } = model;
  if (patience !== undefined && now < patience.until) return patience.kind;
  model.renewals += 1;
  const refused = platform.tokens === 'refusal' || (platform.tokens === undefined && platform.withdrawn);
  const kind = refused ? 'auth_expired' : platform.tokens === 'down' ? 'provider_unavailable' : undefined;
  if (kind === undefined) {
    model.generation += 1;
    model.refreshedAt = now;
    model.expiresAt = now + TOKEN_LIFE_MS;
    platform.ended = false;
    model.patience = undefined;
  } else model.patience = { until: now + 30 * SECOND, kind };
  return kind;
}

const isFaultOfPlatform = (kind: ErrorKind): boolean =>
  ['provider_unavailable', 'timeout', 'network', 'invalid_response'].includes(kind);

/** Five in a row open it for five minutes; each probe that fails doubles that, up to an hour. */
function fail(model: Model, probe: boolean): void {
  const { breaker, now } = model;
  breaker.failures += 1;
  if (probe) breaker.openMs = Math.min(breaker.openMs * 2, HOUR);
  else if (breaker.open || breaker.failures < 5) return;
  else breaker.openMs = 5 * MINUTE;
  breaker.open = true;
  breaker.nextTryAt = now + breaker.openMs;
}

function move(model: Model, kind: ErrorKind): void {
  if (kind === 'auth_revoked') withdraw(model);
  else if (kind === 'auth_expired') model.state = 'EXPIRED';
  else if (kind === 'rate_limited') model.state = 'DEGRADED';
  else if (isFaultOfPlatform(kind)) model.state = 'ERROR';
  // Real calls are evidence of health too.
  if (kind === 'rate_limited') model.health = 'degraded';
  else if (kind === 'auth_expired' || isFaultOfPlatform(kind)) model.health = 'unhealthy';
}

/** Its tokens are erased: whatever was under way with them finds another generation. */
function withdraw(model: Model): void {
  model.state = 'REVOKED';
  model.health = 'unhealthy';
  model.generation += 1;
}
