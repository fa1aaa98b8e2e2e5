import { type Integration } from '../durable-objects/integration';
import { type OAuthGate } from '../durable-objects/oauth-gate';
import { type Subscribing, type WebhookSource } from './core/define-connector';
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
  /** Our client at a platform; undefined where none is configured and no sandbox stands in. */
  client(platform: string): ClientCredentials | undefined;
  /** Live webhook signing secrets of a source: several while one is being changed. */
  webhookSecrets(source: WebhookSource): string[];
  /** Where a platform is told to deliver webhooks to; undefined where nothing is configured and no sandbox stands in. */
  subscriptionTarget(platform: string, subscribing: Subscribing): string | undefined;
}

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
  const result: Settings = {
    publicUrl: env.PUBLIC_URL.replace(/\/+$/, ''),
    sandboxUrl,
    development: env.ENVIRONMENT === 'development',
    masterKeys: env.MASTER_KEYS ?? '',
    localAdminToken: env.LOCAL_ADMIN_TOKEN,
    metricsToken: env.METRICS_TOKEN || undefined,
    client: (platform) =>
      own(platform) ?? (sandboxUrl === undefined ? undefined : { ...sandboxCredentials(platform), sandboxUrl }),
    webhookSecrets: ({ id, webhook }) => {
      const configured = (raw[webhook.secret] ?? '').split(',').flatMap((secret) => secret.trim() || []);
      if (configured.length > 0) return configured;
      if (sandboxUrl === undefined || own(id) !== undefined) return [];
      return [webhook.sandboxSecret ?? sandboxCredentials(id).webhookSecret];
    },
    subscriptionTarget: (platform, { setting, sandbox }) =>
      raw[setting] || (sandboxUrl === undefined || own(platform) !== undefined ? undefined : sandbox),
  };
  parsed.set(env, result);
  return result;
}
