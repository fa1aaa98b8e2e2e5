import { gmail } from './connectors/gmail';
import { granola } from './connectors/granola';
import { monday } from './connectors/monday';
import { outlook } from './connectors/outlook';
import { slack } from './connectors/slack';
import { zoom } from './connectors/zoom';
import { type Connector, type WebhookSource } from './core/define-connector';
import { readScope, type ServerDefinition, serverOf, writeScope } from './core/define-server';
import { notFound } from './core/errors';
import { workspace } from './servers/operations/workspace';
import { stripe } from './servers/webhook-sources/stripe';

/** Every connector: one line each. A test compares this list with the folders. */
export const connectors: readonly Connector[] = [gmail, granola, monday, outlook, slack, zoom];

/** Every server that is no connector: one line each. */
const servers: readonly ServerDefinition[] = [workspace];

/** Everything that is served at `/mcp/{id}`. */
export const allServers: readonly ServerDefinition[] = [...connectors.map(serverOf), ...servers];

const byId = new Map(allServers.map((server) => [server.id, server]));

export const findServer = (id: string): ServerDefinition | undefined => byId.get(id);

export const findConnector = (id: string): Connector | undefined => byId.get(id)?.connector;

/** Whoever sends webhooks without being a connector: one line each. */
const otherSources: readonly WebhookSource[] = [stripe];

/** Everybody whose webhooks are taken at `/webhooks/{id}`. */
export const webhookSources: readonly WebhookSource[] = [
  ...connectors.flatMap(({ id, title, webhook }) => (webhook === undefined ? [] : [{ id, title, webhook }])),
  ...otherSources,
];

const sourceById = new Map(webhookSources.map((source) => [source.id, source]));

export const findWebhookSource = (id: string): WebhookSource | undefined => sourceById.get(id);

/** @throws {SeneschalError} `not_found`. */
export function connectorOf(platform: string): Connector {
  const connector = findConnector(platform);
  if (connector === undefined) throw notFound(`The platform ${platform.slice(0, 40)}`);
  return connector;
}

/** Every scope a client can be granted: `{server}:read` and, where a server changes anything, `{server}:write`. */
export const allScopes: readonly string[] = [
  ...new Set(allServers.flatMap((server) => server.tools.flatMap((tool) => [...tool.scopes]))),
].sort();

/** The scope whose holder may change an integration itself: share it, disconnect it. A platform that is only read has no other. */
export const managingScope = (platform: string): string =>
  [writeScope(platform), readScope(platform)].find((scope) => allScopes.includes(scope)) ?? writeScope(platform);
