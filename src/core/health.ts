import { isUsable } from './integration-state';
import { type IntegrationView } from './integration-view';

const HOUR_MS = 3_600_000;
/** Health is checked every 6 hours, give or take a tenth. */
export const HEALTH_EVERY_MS = 6 * HOUR_MS;
/** On a platform that counts calls by the day, one it answered within this time stands for a check. */
export const HEALTH_PROVED_MS = HEALTH_EVERY_MS / 2;
/** A check that did not happen for two intervals is reported. */
export const HEALTH_OVERDUE_MS = 2 * HEALTH_EVERY_MS + HOUR_MS;

/** Was an integration that takes calls not checked when it should have been? Then nothing is known of it, whatever its last check said. */
export const isOverdue = (
  { state, health, createdAt }: Pick<IntegrationView, 'state' | 'health' | 'createdAt'>,
  now: number,
): boolean => isUsable(state) && now - Date.parse(health.checkedAt ?? createdAt) > HEALTH_OVERDUE_MS;
