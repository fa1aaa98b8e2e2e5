import { type FC } from 'hono/jsx';
import { type IntegrationState } from '../../core/integration-state';
import { type HealthStatus } from '../../core/integration-view';
import { type AuditRow } from '../../db/audit';
import { type DeliveryStatus } from '../../db/webhook-list';

/** What a badge means; decides its colour. */
export type Tone = 'ok' | 'busy' | 'warn' | 'bad' | 'quiet' | 'accent';

/** Shapes on a 16 × 16 grid, so that no state is told by colour alone. */
const SHAPES = {
  disc: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM5 8.2l2.1 2.1L11.2 6',
  ring: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z',
  dots: 'M3 8h.01M8 8h.01M13 8h.01',
  triangle: 'M8 2 14.5 13.5h-13zM8 6.5v3M8 11.4h.01',
  octagon: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM8 4.8v3.8M8 11h.01',
  clock: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.5 1.5',
  slash: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM3.6 12.4l8.8-8.8',
  dash: 'M3 8h10',
  cube: 'M8 1.5 14 5v6l-6 3.5L2 11V5zM2 5l6 3.5L14 5M8 8.5v6',
} as const;

interface BadgeProps {
  tone: Tone;
  shape: keyof typeof SHAPES;
  word: string;
  title?: string | undefined;
  /** The name the API uses, for programs that read pages. */
  state?: string;
}

/** A state by word, shape and colour together. */
export const Badge: FC<BadgeProps> = ({ tone, shape, word, title, state }) => (
  <span class={`badge ${tone}`} title={title} data-state={state}>
    <svg class="shape" width="12" height="12" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={SHAPES[shape]} />
    </svg>
    {word}
  </span>
);

type Look = Pick<BadgeProps, 'tone' | 'shape' | 'word' | 'title'>;

const STATES: Readonly<Record<IntegrationState, Look>> = {
  PENDING: { tone: 'busy', shape: 'dots', word: 'Pending', title: 'Waiting for somebody to allow it at the platform.' },
  AUTHORIZING: {
    tone: 'busy',
    shape: 'dots',
    word: 'Authorizing',
    title: 'The platform has answered; the sign-in is being finished.',
  },
  CONNECTED: { tone: 'ok', shape: 'ring', word: 'Connected', title: 'Signed in; no call has gone through yet.' },
  ACTIVE: { tone: 'ok', shape: 'disc', word: 'Active', title: 'Works.' },
  ERROR: {
    tone: 'bad',
    shape: 'octagon',
    word: 'Error',
    title: 'The platform failed several times; Seneschal tries again by itself.',
  },
  DEGRADED: {
    tone: 'warn',
    shape: 'triangle',
    word: 'Degraded',
    title: 'The platform limits how much we may ask; calls wait.',
  },
  REVOKED: { tone: 'bad', shape: 'slash', word: 'Revoked', title: 'Access was withdrawn at the platform.' },
  EXPIRED: { tone: 'warn', shape: 'clock', word: 'Expired', title: 'The platform no longer accepts this sign-in.' },
  DELETED: { tone: 'quiet', shape: 'dash', word: 'Disconnected', title: 'Its tokens were erased.' },
};

export const StateBadge: FC<{ state: IntegrationState }> = ({ state }) => <Badge {...STATES[state]} state={state} />;

/** The sentence behind a state. */
export const stateMeaning = (state: IntegrationState): string => STATES[state].title ?? '';

const HEALTH: Readonly<Record<HealthStatus, Look>> = {
  healthy: { tone: 'ok', shape: 'disc', word: 'Healthy' },
  degraded: { tone: 'warn', shape: 'triangle', word: 'Degraded' },
  unhealthy: { tone: 'bad', shape: 'octagon', word: 'Unhealthy' },
  unknown: { tone: 'quiet', shape: 'ring', word: 'Not checked yet' },
};

export const HealthBadge: FC<{ status: HealthStatus }> = ({ status }) => <Badge {...HEALTH[status]} />;

const OUTCOMES: Readonly<Record<AuditRow['outcome'], Look>> = {
  ok: { tone: 'ok', shape: 'disc', word: 'OK' },
  refused: { tone: 'warn', shape: 'slash', word: 'Refused' },
  failed: { tone: 'bad', shape: 'octagon', word: 'Failed' },
};

export const OutcomeBadge: FC<{ outcome: AuditRow['outcome'] }> = ({ outcome }) => <Badge {...OUTCOMES[outcome]} />;

export const DELIVERIES: Readonly<Record<DeliveryStatus, Look>> = {
  received: { tone: 'busy', shape: 'dots', word: 'Received', title: 'Waiting to be handled.' },
  handled: { tone: 'ok', shape: 'disc', word: 'Handled' },
  failed: { tone: 'warn', shape: 'triangle', word: 'Failed', title: 'Will be tried again by itself.' },
  dead: { tone: 'bad', shape: 'octagon', word: 'Dead', title: 'Given up on. Replay it once the reason is gone.' },
};

export const DeliveryBadge: FC<{ status: DeliveryStatus }> = ({ status }) => (
  <Badge {...DELIVERIES[status]} state={status} />
);
