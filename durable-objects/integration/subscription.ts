import { type Connector, type Subscribing } from '../../src/core/define-connector';
import { SeneschalError } from '../../src/core/errors';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { isUsable } from '../../src/core/integration-state';
import { log } from '../../src/core/log';
import { type PlatformApi } from '../../src/core/platform-call';
import { type Database } from '../../src/db/client';
import { routedTo } from '../../src/db/integrations';
import { type Change } from './store';

/** What subscriptions need of the object they belong to. */
export interface SubscriberHost {
  record(): IntegrationRecord;
  change(change: Change): Promise<IntegrationRecord>;
  api(connector: Connector): PlatformApi;
  /** Where the platform is told to deliver to; undefined where nothing is configured. */
  target(record: IntegrationRecord, subscribing: Subscribing): string | undefined;
  /** Seals what the platform said will sign its deliveries. */
  sealHookSecret(record: IntegrationRecord, secret: string): Promise<string>;
}

/** Keeps the subscription by which a platform delivers this account's webhooks. */
export class Subscriber {
  readonly #host: SubscriberHost;
  #flight: Promise<void> | undefined;

  constructor(host: SubscriberHost) {
    this.#host = host;
  }

  /** Makes the subscription, or renews the one there is. Nothing where the platform has no API for it or no target is configured. */
  subscribe(connector: Connector): Promise<void> {
    this.#flight ??= this.#subscribe(connector).finally(() => (this.#flight = undefined));
    return this.#flight;
  }

  async #subscribe(connector: Connector): Promise<void> {
    const subscribing = connector.webhook?.subscription;
    const record = this.#host.record();
    const target = subscribing === undefined ? undefined : this.#host.target(record, subscribing);
    if (subscribing === undefined || target === undefined) return;
    const { subscription: current = null } = record;
    const api = this.#host.api(connector);
    const { secret, ...subscription } =
      current === null ? await subscribing.subscribe(api, target) : await subscribing.renew(api, target, current);
    // Whoever disconnected meanwhile has ended the grant: nothing of it is kept.
    if (!isUsable(this.#host.record().state)) return;
    const hookSecret = secret === undefined ? undefined : await this.#host.sealHookSecret(record, secret);
    await this.#host.change({
      actor: 'system',
      set: { subscription },
      ...(hookSecret !== undefined && { hookSecret }),
    });
  }

  /** The same, where a failure is not the caller's: the hourly sweep makes up for it. */
  async subscribeIfPossible(connector: Connector): Promise<void> {
    try {
      await this.subscribe(connector);
    } catch (error) {
      tell('a subscription could not be made yet', this.#host.record().id, error);
    }
  }

  /** Ends it before the grant ends, unless somebody else's integration of the same account lives by it. */
  async unsubscribe(connector: Connector, db: Database): Promise<void> {
    const { subscription = null, platform, routes, id, state } = this.#host.record();
    const subscribing = connector.webhook?.subscription;
    if (subscribing === undefined || subscription === null || !isUsable(state)) return;
    try {
      const sharers = await routedTo(db, platform, routes);
      if (sharers.every((sharer) => sharer === id))
        await subscribing.unsubscribe(this.#host.api(connector), subscription);
    } catch (error) {
      tell('a subscription could not be ended; it ends by itself', id, error);
    }
  }
}

function tell(message: string, integration: string, error: unknown): void {
  const { kind, reference, detail } = SeneschalError.from(error);
  log('warn', message, { integration, kind, reference, detail });
}
