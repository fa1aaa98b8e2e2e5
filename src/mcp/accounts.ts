import { integrationStub } from '../../durable-objects/integration/stub';
import { type Connector } from '../core/define-connector';
import { SeneschalError } from '../core/errors';
import { needsReconnect } from '../core/integration-state';
import { unwrap } from '../core/outcome';
import { type IntegrationHandle } from '../core/platform-call';
import { type Principal } from '../core/principal';
import { database } from '../db/client';
import { type IntegrationRow, usableIntegrations } from '../db/integrations';
import { defaultAccountOf } from '../db/default-accounts';
import { type Env, settings } from '../env';

/**
 * Which of the integrations this person may use is meant: the named one; else their own before shared ones, their default where they
 * set one. Several left: an error that lists them. None: an error that carries the link which connects one.
 */
export async function resolveAccount(
  env: Env,
  principal: Principal,
  connector: Connector,
  account: string | undefined,
): Promise<IntegrationHandle> {
  const all = await usableIntegrations(database(env.DB), principal, { platform: connector.id });
  const chosen =
    account === undefined ? await preferred(env, principal, connector, all) : named(connector, all, account);
  return handleOf(env, principal, chosen);
}

function named(connector: Connector, all: IntegrationRow[], account: string): IntegrationRow {
  const wanted = account.toLowerCase();
  const matches = all.filter((row) =>
    [row.id, row.accountId, row.accountLabel].some((name) => name.toLowerCase() === wanted),
  );
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return only;
  if (matches.length > 1) throw several(connector, matches);
  const known = all.length === 0 ? 'None is connected.' : `You can use: ${describe(all)}.`;
  throw new SeneschalError('not_found', `No ${connector.title} account of that name. ${known}`);
}

async function preferred(
  env: Env,
  principal: Principal,
  connector: Connector,
  all: IntegrationRow[],
): Promise<IntegrationRow> {
  const own = all.filter((row) => row.owner === principal.memberId);
  const group = own.length > 0 ? own : all;
  const working = group.filter((row) => !needsReconnect(row.state));
  const candidates = working.length > 0 ? working : group;
  const [first] = candidates;
  if (first === undefined) throw connectFirst(env, connector);
  if (candidates.length === 1) return first;
  const { workspaceId, memberId } = principal;
  const chosen = await defaultAccountOf(database(env.DB), { workspaceId, memberId, platform: connector.id });
  const found = candidates.find((row) => row.id === chosen);
  if (found !== undefined) return found;
  throw several(connector, candidates);
}

const describe = (rows: IntegrationRow[]): string => rows.map((row) => `"${row.accountLabel}" (${row.id})`).join(', ');

const several = (connector: Connector, rows: IntegrationRow[]): SeneschalError =>
  new SeneschalError(
    'invalid_request',
    `Several ${connector.title} accounts are connected. Pass one as account: ${describe(rows)}.`,
  );

function connectFirst(env: Env, connector: Connector): SeneschalError {
  const connectUrl = `${settings(env).publicUrl}/integrations/connect/${connector.id}`;
  return new SeneschalError(
    'not_found',
    `No ${connector.title} account is connected yet. Open this link in a browser to connect one, then try again: ${connectUrl}`,
    {
      connectUrl,
    },
  );
}

function handleOf(env: Env, principal: Principal, row: IntegrationRow): IntegrationHandle {
  const stub = integrationStub(env, row.id);
  return {
    id: row.id,
    platform: row.platform,
    account: { id: row.accountId, label: row.accountLabel },
    request: async (call) => unwrap(await stub.request(principal, call)),
  };
}
