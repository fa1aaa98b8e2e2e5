import { type Connector } from '../../src/core/define-connector';
import { SeneschalError } from '../../src/core/errors';

/* Why a call was never sent. None of these says anything of the platform: they are not recorded as its failures. */

const seconds = (until: number): number => Math.max(1, Math.ceil((until - Date.now()) / 1000));

/** Nothing was sent: the breaker is open. */
export class BreakerOpen extends SeneschalError {
  constructor(connector: Connector, nextTryAt: number) {
    super(
      'provider_unavailable',
      `${connector.title} failed several times in a row, so calls are held back. The next try is in ${seconds(nextTryAt)} s.`,
      { retryAt: nextTryAt, unsent: true },
    );
  }
}

/** Nothing was sent: our own count says that the platform would refuse. */
export class OwnLimit extends SeneschalError {
  constructor(connector: Connector, retryAt: number) {
    super('rate_limited', `${connector.title} limits how fast it can be called. Try again in ${seconds(retryAt)} s.`, {
      retryAt,
      unsent: true,
    });
  }
}

/** Nothing was sent: since the call came the integration has got into a state that takes none. */
export class Unusable extends SeneschalError {
  constructor({ kind, message, connectUrl }: SeneschalError) {
    super(kind, message, { ...(connectUrl !== undefined && { connectUrl }), unsent: true });
  }
}
