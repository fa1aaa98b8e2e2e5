import { type Connector, type WebhookSource } from '../core/define-connector';
import { type ClientCredentials } from '../core/oauth-client';
import { database } from '../db/client';
import { appsOn, findApp, type PlatformAppRow } from '../db/platform-apps';
import { type Env, settings } from '../env';
import { type Binding } from './vault';
import { vaultOf } from './vault-of';

type SourceOfApp = Pick<WebhookSource, 'id' | 'webhook'>;

/** What is sealed of an app: everything but its client id. */
export interface AppSecrets {
  clientSecret: string;
  /** By the names of the connector's `appKeys` and `variables`. */
  appKeys: Record<string, string>;
  variables: Record<string, string>;
  /** Signs its webhooks, where the platform signs by app. */
  webhookSecret?: string;
}

export const appBinding = ({ workspaceId, platform }: Pick<PlatformAppRow, 'workspaceId' | 'platform'>): Binding => [
  'app',
  workspaceId,
  platform,
];

const open = async (env: Env, row: PlatformAppRow): Promise<AppSecrets> =>
  JSON.parse(await vaultOf(env).open(row.workspaceId, row.sealed, appBinding(row))) as AppSecrets;

/**
 * The client a workspace signs in to a platform with: the app it registered itself, else the deployment's, else the sandbox's.
 * Undefined where there is none.
 */
export async function clientOf(
  env: Env,
  workspaceId: string,
  connector: Connector,
): Promise<ClientCredentials | undefined> {
  const row = await findApp(database(env.DB), workspaceId, connector.id);
  if (row === undefined) return settings(env).client(connector);
  const { clientSecret, appKeys, variables } = await open(env, row);
  return { clientId: row.clientId, clientSecret, appKeys, variables };
}

/** What may sign the deliveries of an integration by its app: the workspace's own, and the deployment's. */
export async function signingSecrets(env: Env, workspaceId: string, source: SourceOfApp): Promise<string[]> {
  const row = await findApp(database(env.DB), workspaceId, source.id);
  const own = row === undefined ? undefined : (await open(env, row)).webhookSecret;
  return [...(own === undefined ? [] : [own]), ...settings(env).webhookSecrets(source)];
}

/** The signing secrets of the apps that workspaces registered themselves. */
export async function appWebhookSecrets(env: Env, { id }: WebhookSource): Promise<string[]> {
  const rows = await appsOn(database(env.DB), id);
  const secrets = await Promise.all(rows.map(async (row) => (await open(env, row)).webhookSecret));
  return secrets.filter((secret) => secret !== undefined);
}
