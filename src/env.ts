import { type Integration } from '../durable-objects/integration';
import { type OAuthGate } from '../durable-objects/oauth-gate';
import {
  type Connector,
  isPerIntegration,
  signingSetting,
  type Subscribing,
  type WebhookSource,
} from './core/define-connector';
import { type ClientCredentials } from './core/oauth-client';
import { sandboxCredentials } from './core/sandbox-credentials';
import { type JobMessage } from './core/jobs';

/** The Worker's bindings and raw settings. Only `settings` reads the latter. */
export interface Env {
  DB: D1Database;
  OAUTH_KV: KVNamespace;
  JOBS: Queue<JobMessage>;
  INTEGRATION: DurableObjectNamespace<Integration>;
  OAUTH_GATE: DurableObjectNamespace<OAuthGate>;
  PUBLIC_URL: string;
  SANDBOX_URL: string;
  ENVIRONMENT: string;
  MASTER_KEYS: string;
  LOCAL_ADMIN_TOKEN?: string;
  METRICS_TOKEN?: string;
}

export interface Settings {
  /** Without a slash at the end. */
  publicUrl: string;
  sandboxUrl: string | undefined;
  development: boolean;
  masterKeys: string;
  localAdminToken: string | undefined;
  /** What a monitoring system shows to read `/metrics`; nobody reads it where there is none. */
  metricsToken: string | undefined;
  /** Our client at a platform; undefined where something it needs is not configured and no sandbox stands in. */
  client(connector: Connector): ClientCredentials | undefined;
  /** Live webhook signing secrets of a source: several while one is being changed. */
  webhookSecrets(source: Pick<WebhookSource, 'id' | 'webhook'>): string[];
  /**
   * Where a platform is told to deliver webhooks to: what its setting holds, or `address`, our own. Undefined where nothing is configured
   * and no sandbox stands in, or where the platform could not reach us.
   */
  subscriptionTarget(platform: string, subscribing: Subscribing, address: string): string | undefined;
}

/** The settings without which a platform's connector is not set up, by name. */
export const neededSettings = ({ id, auth, appKeys = {} }: Connector): string[] => [
  ...(auth.kind === 'oauth2' ? [`${id.toUpperCase()}_CLIENT_ID`, `${id.toUpperCase()}_CLIENT_SECRET`] : []),
  ...Object.values(appKeys).map(({ setting }) => setting),
];

const parsed = new WeakMap<Env, Settings>();

/** The settings, parsed once per environment. */
export function settings(env: Env): Settings {
  const known = parsed.get(env);
  if (known !== undefined) return known;
  const raw = env as unknown as Record<string, string | undefined>;
  const sandboxUrl = env.SANDBOX_URL === '' ? undefined : env.SANDBOX_URL.replace(/\/+$/, '');
  const own = (platform: string): ClientCredentials | undefined => {
    const clientId = raw[`${platform.toUpperCase()}_CLIENT_ID`];
    const clientSecret = raw[`${platform.toUpperCase()}_CLIENT_SECRET`];
    return clientId && clientSecret ? { clientId, clientSecret } : undefined;
  };
  const simulated = (platform: string): boolean => sandboxUrl !== undefined && own(platform) === undefined;
  const client = ({ id, auth, appKeys = {} }: Connector): ClientCredentials | undefined => {
    const simulation = simulated(id) ? { ...sandboxCredentials(id), sandboxUrl } : undefined;
    const found = simulation ?? (auth.kind === 'oauth2' ? own(id) : { clientId: '', clientSecret: '' });
    const keys = Object.entries(appKeys).map(([name, { setting, sandbox }]): [string, string] => [
      name,
      raw[setting] || (simulation === undefined ? '' : sandbox),
    ]);
    if (found === undefined || keys.some(([, key]) => key === '')) return undefined;
    const variables = auth.kind === 'oauth2' ? Object.entries(auth.variables ?? {}) : [];
    return {
      ...{ clientId: found.clientId, clientSecret: found.clientSecret },
      appKeys: Object.fromEntries(keys),
      variables: Object.fromEntries(
        variables.map(([name, { setting, default: usual }]) => [name, raw[setting] || usual]),
      ),
      ...(simulation !== undefined && { sandboxUrl }),
    };
  };
  const result: Settings = {
    publicUrl: env.PUBLIC_URL.replace(/\/+$/, ''),
    sandboxUrl,
    development: env.ENVIRONMENT === 'development',
    masterKeys: env.MASTER_KEYS ?? '',
    localAdminToken: env.LOCAL_ADMIN_TOKEN,
    metricsToken: env.METRICS_TOKEN || undefined,
    client,
    webhookSecrets: ({ id, webhook }) => {
      const setting = signingSetting(webhook);
      if (setting === undefined) return [];
      const configured = (raw[setting] ?? '').split(',').flatMap((secret) => secret.trim() || []);
      if (configured.length > 0) return configured;
      if (!simulated(id)) return [];
      const own = isPerIntegration(webhook) ? undefined : webhook.sandboxSecret;
      return [own ?? sandboxCredentials(id).webhookSecret];
    },
    subscriptionTarget: (platform, { via }, address) => {
      if (via !== undefined) return raw[via.setting] || (simulated(platform) ? via.sandbox : undefined);
      return simulated(platform) || address.startsWith('https://') ? address : undefined;
    },
  };
  parsed.set(env, result);
  return result;
}
