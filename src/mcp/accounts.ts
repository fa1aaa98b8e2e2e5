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
 * Which of the integrations this person may use is meant: the named one; else their default where they set one; else their own before
 * shared ones. Several left: an error that lists them. None: an error that carries the link which connects one.
 */
export async function resolveAccount(
  env: Env,
  principal: Principal,
  connector: Connector,
  account: string | undefined,
): Promise<IntegrationHandle> {
  const all = await usableIntegrations(database(env.DB), principal, { platform: connector.id });
  const chosen =
    account === undefined
      ? await preferred(env, principal, connector, all)
      : named(connector, all, account, principal.memberId);
  return handleOf(env, principal, chosen);
}

/** An id names one; an account that several people connected is one's own before a shared one. */
function named(connector: Connector, all: IntegrationRow[], account: string, memberId: string): IntegrationRow {
  const wanted = account.toLowerCase();
  const matches = all.filter((row) =>
    [row.id, row.accountId, row.accountLabel].some((it) => it.toLowerCase() === wanted),
  );
  const own = matches.filter((row) => row.owner === memberId);
  const candidates = own.length > 0 ? own : matches;
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  if (candidates.length > 1) throw several(connector, candidates);
  const known = all.length === 0 ? 'None is connected.' : `You can use: ${describe(all)}.`;
  throw new SeneschalError('not_found', `No ${connector.title} account of that name. ${known}`);
}

async function preferred(
  env: Env,
  principal: Principal,
  connector: Connector,
  all: IntegrationRow[],
): Promise<IntegrationRow> {
  const [first, second] = all;
  if (first === undefined) throw connectFirst(env, connector);
  if (second === undefined) return first;
  const { workspaceId, memberId } = principal;
  const chosen = await defaultAccountOf(database(env.DB), { workspaceId, memberId, platform: connector.id });
  // Also where it has to be connected again: another account must not take its place unnoticed.
  const found = all.find((row) => row.id === chosen);
  if (found !== undefined) return found;
  const own = all.filter((row) => row.owner === memberId);
  const group = own.length > 0 ? own : all;
  const working = group.filter((row) => !needsReconnect(row.state));
  const candidates = working.length > 0 ? working : group;
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
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
