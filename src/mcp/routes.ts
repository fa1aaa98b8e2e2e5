import { findServer } from '../registry';
import { gateway } from './gateway';
import { makeServer } from './server';
import { type ServedEndpoint } from './served-endpoint';
import { scopesOf, tableOf } from './table';

const known = new Map<string, ServedEndpoint>();

/** `/mcp`, `/mcp/{server}` and their `/readonly`; undefined for any other path. */
export function productionRoutes(pathname: string): ServedEndpoint | undefined {
  const match = /^\/mcp(?:\/([a-z0-9_]+))??(\/readonly)?$/.exec(pathname);
  if (match === null) return undefined;
  let endpoint = known.get(pathname);
  if (endpoint === undefined) {
    endpoint =
      match[1] === undefined ? gateway(match[2] !== undefined) : serverEndpoint(match[1], match[2] !== undefined);
    if (endpoint !== undefined) known.set(pathname, endpoint);
  }
  return endpoint;
}

function serverEndpoint(id: string, readonly: boolean): ServedEndpoint | undefined {
  const server = findServer(id);
  if (server === undefined) return undefined;
  const table = tableOf(server, readonly);
  const reads = scopesOf({ server, readonly: true });
  return {
    challenge: scopesOf(table),
    needed: ({ tool }) => table.tools.get(tool ?? '')?.tool.scopes ?? reads,
    writes: ({ tool, batch }) => batch || (table.tools.get(tool ?? '')?.tool.effect ?? 'read') !== 'read',
    make: (scope) => makeServer(table, scope),
  };
}
