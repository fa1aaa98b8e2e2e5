/** The nine states of an integration. DELETED is terminal. */
export const INTEGRATION_STATES = [
  'PENDING',
  'AUTHORIZING',
  'CONNECTED',
  'ACTIVE',
  'ERROR',
  'DEGRADED',
  'REVOKED',
  'EXPIRED',
  'DELETED',
] as const;
export type IntegrationState = (typeof INTEGRATION_STATES)[number];

/** What can happen to an integration. */
export const STATE_EVENTS = [
  /** A person starts or restarts the authorisation. */
  'authorize',
  /** The platform's answer has arrived and is being redeemed. */
  'redirected',
  /** Tokens are stored. */
  'authorized',
  /** The authorisation came to nothing. */
  'unauthorized',
  /** The platform answered an authenticated call as it should. */
  'succeeded',
  /** The platform failed beyond what retries could mend, or the breaker opened. */
  'failed',
  /** The platform limits us. */
  'limited',
  /** The platform no longer takes our tokens and refreshing does not help. */
  'expired',
  /** The grant was withdrawn at the platform. */
  'revoked',
  /** A person disconnects it. */
  'disconnected',
] as const;
export type StateEvent = (typeof STATE_EVENTS)[number];

type Row = Partial<Record<StateEvent, IntegrationState>>;

const LIVE: Row = {
  authorize: 'PENDING',
  failed: 'ERROR',
  limited: 'DEGRADED',
  expired: 'EXPIRED',
  revoked: 'REVOKED',
  disconnected: 'DELETED',
};

const TRANSITIONS: Readonly<Record<IntegrationState, Row>> = {
  PENDING: { redirected: 'AUTHORIZING', disconnected: 'DELETED', revoked: 'REVOKED' },
  AUTHORIZING: {
    authorized: 'CONNECTED',
    unauthorized: 'PENDING',
    authorize: 'PENDING',
    disconnected: 'DELETED',
    revoked: 'REVOKED',
  },
  CONNECTED: { ...LIVE, succeeded: 'ACTIVE' },
  ACTIVE: LIVE,
  ERROR: { ...LIVE, failed: undefined, succeeded: 'ACTIVE' },
  DEGRADED: { ...LIVE, limited: undefined, succeeded: 'ACTIVE' },
  EXPIRED: { authorize: 'PENDING', revoked: 'REVOKED', disconnected: 'DELETED' },
  REVOKED: { authorize: 'PENDING', disconnected: 'DELETED' },
  DELETED: {},
};

/** The state after `event`, or undefined where the event is not allowed or changes nothing. */
export const nextState = (state: IntegrationState, event: StateEvent): IntegrationState | undefined =>
  TRANSITIONS[state][event];

/** May calls go to the platform in this state? */
export const isUsable = (state: IntegrationState): boolean =>
  state === 'CONNECTED' || state === 'ACTIVE' || state === 'ERROR' || state === 'DEGRADED';

/** Does only a person's new authorisation help? */
export const needsReconnect = (state: IntegrationState): boolean =>
  state === 'EXPIRED' || state === 'REVOKED' || state === 'PENDING' || state === 'AUTHORIZING';
