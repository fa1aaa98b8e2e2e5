import { type Connector } from '../../src/core/define-connector';
import { SeneschalError } from '../../src/core/errors';
import { type ClientCredentials } from '../../src/core/oauth-client';
import { type Env } from '../../src/env';
import { clientOf } from '../../src/vault/platform-apps';

/** An app that was replaced is used by an object for no longer than this. */
const REMEMBER_MS = 60_000;

/** The client of an integration's platform, looked up once a minute rather than with every call. */
export class Clients {
  readonly #env: Env;
  #known: { at: number; client: ClientCredentials } | undefined;

  constructor(env: Env) {
    this.#env = env;
  }

  /** @throws {SeneschalError} where the platform is not set up. */
  async of(workspaceId: string, connector: Connector): Promise<ClientCredentials> {
    const now = Date.now();
    if (this.#known !== undefined && now - this.#known.at < REMEMBER_MS) return this.#known.client;
    const client = await clientOf(this.#env, workspaceId, connector);
    if (client === undefined)
      throw new SeneschalError(
        'internal',
        `${connector.title} is not set up here. An admin registers an app for it on the integrations page.`,
      );
    this.#known = { at: now, client };
    return client;
  }
}
