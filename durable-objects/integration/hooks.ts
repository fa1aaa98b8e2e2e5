import { type IntegrationWebhook, isPerIntegration } from '../../src/core/define-connector';
import { type HookDelivery } from '../../src/core/integration-view';
import { parseKey } from '../../src/core/key';
import { equalConstantTime } from '../../src/core/signatures';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { connectorOf } from '../../src/registry';
import { type Binding, type Vault } from '../../src/vault/vault';
import { type IntegrationStore } from './store';
import { type TokenCustody } from './tokens';

/** The secret a platform told at subscribing is bound to its integration alone: it outlives the tokens. */
const binding = ({ workspaceId, id, platform }: IntegrationRecord): Binding => [
  'token',
  workspaceId,
  id,
  platform,
  'webhook',
  0,
];

/** The live secrets of a platform's app by which its deliveries are signed. */
type AppSecretsOf = (record: IntegrationRecord, webhook: IntegrationWebhook) => Promise<string[]>;

/** Where the deliveries of one integration come to, and which of them are the platform's. */
export class Hooks {
  readonly #store: IntegrationStore;
  readonly #vault: Vault;
  readonly #tokens: TokenCustody;
  readonly #appSecrets: AppSecretsOf;

  constructor(store: IntegrationStore, vault: Vault, tokens: TokenCustody, appSecrets: AppSecretsOf) {
    this.#store = store;
    this.#vault = vault;
    this.#tokens = tokens;
    this.#appSecrets = appSecrets;
  }

  /** The address for its platform to deliver to. Whoever knows one of an integration can deliver to it, so only owners see those. */
  address(publicUrl: string, { platform, id, hook = '' }: IntegrationRecord): string {
    const { webhook } = connectorOf(platform);
    const shared = `${publicUrl}/webhooks/${platform}`;
    return webhook !== undefined && isPerIntegration(webhook) ? `${shared}/${id}/${hook}` : shared;
  }

  seal(record: IntegrationRecord, secret: string): Promise<string> {
    return this.#vault.seal(record.workspaceId, secret, binding(record));
  }

  /** Is this delivery for this integration, and the platform's? */
  async verify(hook: string, delivery: HookDelivery): Promise<boolean> {
    const { record } = this.#store;
    if (record === undefined || record.state === 'DELETED' || !record.hook) return false;
    const { webhook } = connectorOf(record.platform);
    if (webhook === undefined || !isPerIntegration(webhook) || !equalConstantTime(hook, record.hook)) return false;
    const { body, headers, url, receivedAt } = delivery;
    const arrived = { body, headers: new Headers(headers), url, receivedAt };
    const context = { audience: url, key: () => Promise.resolve(undefined) };
    for (const secret of await this.#secrets(record, webhook)) {
      if (await webhook.verify(arrived, secret, context)) return true;
    }
    return false;
  }

  /** Does the address name this integration? What comes unsigned there is greeted, and nothing more. */
  knows(hook: string): boolean {
    const { record } = this.#store;
    return record !== undefined && record.state !== 'DELETED' && !!record.hook && equalConstantTime(hook, record.hook);
  }

  async #secrets(record: IntegrationRecord, webhook: IntegrationWebhook): Promise<string[]> {
    const { signedBy } = webhook;
    if (signedBy === 'address') return record.hook ? [record.hook] : [];
    const { access, webhook: sealed } = this.#store.sealedTokens();
    if (signedBy === 'subscription')
      return sealed === undefined ? [] : [await this.#vault.open(record.workspaceId, sealed, binding(record))];
    if ('setting' in signedBy) return this.#appSecrets(record, webhook);
    if (access === undefined) return [];
    const { accessToken } = await this.#tokens.open();
    return [parseKey(accessToken)[signedBy.field] ?? []].flat();
  }
}
