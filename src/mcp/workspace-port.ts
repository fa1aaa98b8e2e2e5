import { integrationStub } from '../../durable-objects/integration/stub';
import { accessFor } from '../core/access';
import { invalidRequest, notFound, SeneschalError } from '../core/errors';
import { isId } from '../core/ids';
import { type IntegrationView } from '../core/integration-view';
import { type SyncJob } from '../core/jobs';
import { unwrap } from '../core/outcome';
import { type Principal } from '../core/principal';
import { type SyncProgress } from '../core/sync';
import {
  type ErrorLine,
  type EventLine,
  type IntegrationDetails,
  type Page,
  type WorkspacePort,
} from '../core/workspace-port';
import { database } from '../db/client';
import { rowToView, usableIntegrations } from '../db/integrations';
import { syncStatuses } from '../db/sync-status';
import { errorsAcross, eventsAcross } from '../db/workspace-history';
import { type Env, settings } from '../env';
import { connectorOf, connectors, findConnector } from '../registry';
import { searchWorkspace } from './record-search';

/** The workspace as `principal` may see it. */
export function workspacePort(env: Env, principal: Principal): WorkspacePort {
  const db = database(env.DB);
  const home = settings(env).publicUrl;
  const linkOf = (id: string) => `${home}/integrations/${id}`;
  const usable = () => usableIntegrations(db, principal);

  /** As its object tells it: the directory may lag behind. */
  const viewOf = async (id: string): Promise<IntegrationView> => {
    if (!isId('int', id)) throw notFound('The integration');
    const view = unwrap(await integrationStub(env, id).status(principal));
    if (accessFor(principal, { ...view, workspaceId: principal.workspaceId }) === 'none')
      throw notFound('The integration');
    return view;
  };

  /** Whose history is asked for: one integration's, or that of all the person may use. */
  const among = async (id: string | undefined): Promise<string[]> =>
    id === undefined ? (await usable()).map((row) => row.id) : [(await viewOf(id)).id];

  return {
    search: async (query) => {
      query.platforms.forEach(connectorNamed);
      return searchWorkspace(env, principal, query);
    },

    integrations: async ({ platform, limit, cursor }) => {
      if (cursor !== undefined && !isId('int', cursor)) throw badCursor();
      if (platform !== undefined) connectorNamed(platform);
      const options = { limit: limit + 1, ...(platform && { platform }), ...(cursor && { after: cursor }) };
      const rows = await usableIntegrations(db, principal, options);
      return pageOf(rows.slice(0, limit).map(rowToView), rows.length > limit, ({ id }) => id);
    },

    integration: async (id): Promise<IntegrationDetails> => {
      const view = await viewOf(id);
      return { ...view, link: linkOf(id), syncs: await syncStatuses(db, connectorOf(view.platform), id) };
    },

    sync: async (id, resource): Promise<SyncProgress[]> => {
      const { platform } = await viewOf(id);
      const { title } = connectorOf(platform);
      const statuses = await syncStatuses(db, connectorOf(platform), id);
      if (statuses.length === 0) throw invalidRequest(`Nothing of ${title} can be synced. Use its tools instead.`);
      if (resource !== undefined && !statuses.some((status) => status.resource === resource)) {
        const known = statuses.map((status) => status.resource).join(', ');
        throw invalidRequest(`resource: ${title} has ${known}.`);
      }
      const chosen = statuses.filter(
        (status) => status.enabled && (resource === undefined || status.resource === resource),
      );
      if (chosen.length === 0) {
        const url = `${linkOf(id)}#sync`;
        throw new SeneschalError(
          'invalid_request',
          `${resource === undefined ? 'Syncing' : `Syncing ${resource}`} is switched off for this ${title} account. Its owner switches it on here: ${url}`,
          { connectUrl: url },
        );
      }
      const begun: SyncProgress[] = [];
      for (const { resource: name } of chosen) {
        const progress = unwrap(await integrationStub(env, id).beginSync(principal, name));
        const message: SyncJob = { type: 'sync', integrationId: id, resource: name, jobId: progress.jobId };
        await env.JOBS.send(message);
        begun.push(progress);
      }
      return begun;
    },

    events: async ({ id, type, limit, cursor }): Promise<Page<EventLine>> => {
      if (cursor !== undefined && !isId('evt', cursor)) throw badCursor();
      const rows = await eventsAcross(db, { integrationIds: await among(id), type, before: cursor, limit: limit + 1 });
      const lines = rows.slice(0, limit).map(({ event, platform }) => ({
        id: event.id,
        integrationId: event.integrationId,
        platform,
        at: new Date(event.at).toISOString(),
        type: event.type,
        actor: event.actor,
        data: event.data,
      }));
      return pageOf(lines, rows.length > limit, (line) => line.id);
    },

    errors: async ({ id, kind, limit, cursor }): Promise<Page<ErrorLine>> => {
      if (cursor !== undefined && !isId('err', cursor)) throw badCursor();
      const rows = await errorsAcross(db, { integrationIds: await among(id), kind, before: cursor, limit: limit + 1 });
      const lines = rows.slice(0, limit).map(({ error, platform }) => ({
        id: error.id,
        integrationId: error.integrationId,
        platform,
        at: new Date(error.at).toISOString(),
        kind: error.kind,
        call: error.method === null ? null : `${error.method} ${error.pathTemplate ?? ''}`.trim(),
        status: error.status,
        code: error.code,
        reference: error.reference,
      }));
      return pageOf(lines, rows.length > limit, (line) => line.id);
    },

    connectLink: (platform) => {
      const connector = connectorNamed(platform);
      return { platform, title: connector.title, url: `${home}/integrations/connect/${connector.id}` };
    },
  };
}

function connectorNamed(platform: string) {
  const connector = findConnector(platform);
  if (connector !== undefined) return connector;
  const known = connectors.map(({ id }) => id).join(', ');
  throw new SeneschalError('not_found', `There is no platform of that name. Known: ${known}.`);
}

const badCursor = (): SeneschalError => invalidRequest('cursor: use the nextCursor of the previous answer.');

function pageOf<T>(items: T[], more: boolean, cursorOf: (item: T) => string): Page<T> {
  const last = items.at(-1);
  return more && last !== undefined ? { items, nextCursor: cursorOf(last) } : { items };
}
