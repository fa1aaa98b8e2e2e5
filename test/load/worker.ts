/* Seneschal as it is deployed, with doors for the benchmark below `/_load/`. For the benchmark alone. */
import { Integration as Production } from '../../durable-objects/integration';
import { newRecord } from '../../durable-objects/integration/new-record';
import { IntegrationStore } from '../../durable-objects/integration/store';
import { integrationStub } from '../../durable-objects/integration/stub';
import { type SealedTokens } from '../../durable-objects/integration/tokens';
import { tokenBinding } from '../../durable-objects/integration/reseal';
import { slack } from '../../src/connectors/slack';
import { teamRoute, userRoute } from '../../src/connectors/slack/webhook';
import { newId } from '../../src/core/ids';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { type JobMessage } from '../../src/core/jobs';
import { path } from '../../src/core/path';
import { type PlatformCall } from '../../src/core/platform-call';
import { unwrap } from '../../src/core/outcome';
import { type Principal } from '../../src/core/principal';
import { makeAccessToken } from '../../src/db/access-tokens';
import { database } from '../../src/db/client';
import { dataKeyStore } from '../../src/db/data-keys';
import { firstOwner } from '../../src/db/people';
import { projectIntegration } from '../../src/db/projection';
import { members } from '../../src/db/schema';
import { type Env } from '../../src/env';
import seneschal from '../../src/index';
import { consume } from '../../src/jobs/consume';
import { sweepHealth, sweepTokens } from '../../src/jobs/sweeps';
import { allScopes } from '../../src/registry';
import { Vault } from '../../src/vault/vault';
import { vaultOf } from '../../src/vault/vault-of';
import { counted, counts, countStorage, settleCursors } from './counted';

export { OAuthGate } from '../../src/index';

/* Slack's own limits would be what is measured. */
for (const limit of Object.values(slack.limits)) Object.assign(limit, { capacity: 1e9, perMinute: 1e9 });

/** What an object is to keep from its first moment on: it finds it as if it had been connected long ago. */
const seeds = new Map<string, { record: IntegrationRecord; tokens: SealedTokens }>();

export class Integration extends Production {
  constructor(state: DurableObjectState, env: Env) {
    const seed = seeds.get(state.id.name ?? '');
    if (seed !== undefined) {
      const store = new IntegrationStore(state.storage);
      store.create(seed.record);
      store.apply({ actor: 'load', tokens: seed.tokens });
      store.forget(Number.MAX_SAFE_INTEGER);
    }
    countStorage(state.storage.sql);
    super(state, counted(env));
  }
}

const TOKEN_SECONDS = 43_200;

interface Owner {
  workspaceId: string;
  memberId: string;
}

const handoverOf = ({ workspaceId, memberId }: Owner, who: number, obtainedAt: number) => ({
  workspaceId,
  memberId,
  platform: 'slack',
  account: { id: `T1:U${who}`, label: `user-${who} at Load` },
  routes: [teamRoute('T1'), userRoute('T1', `U${who}`)],
  obtainedAt,
});

/** Connects account number `who`, the way a callback does. @returns the integration's id. */
async function connect(env: Env, owner: Owner, who: number): Promise<string> {
  const id = newId('int');
  const tokens = { accessToken: `access-${who}-0`, refreshToken: `refresh-${who}-0`, expiresIn: TOKEN_SECONDS };
  const binding = ['handover', owner.workspaceId, id];
  const sealedTokens = await vaultOf(env).seal(owner.workspaceId, JSON.stringify(tokens), binding);
  unwrap(await integrationStub(env, id).adopt({ ...handoverOf(owner, who, Date.now()), sealedTokens }));
  return id;
}

/** The record of account number `who`, connected so long ago that its token is due for renewal. */
function oldRecord(owner: Owner, who: number): IntegrationRecord {
  const now = Date.now();
  const refreshedAt = now - TOKEN_SECONDS * 750;
  return {
    ...newRecord(newId('int'), handoverOf(owner, who, refreshedAt)),
    state: 'ACTIVE',
    generation: 1,
    expiresAt: refreshedAt + TOKEN_SECONDS * 1000,
    refreshable: true,
    health: { status: 'healthy', checkedAt: null, reason: null },
    version: 1,
  };
}

/** Brings integrations into being as their storage and the directory would hold them: much faster than connecting each. */
async function seedSome(env: Env, owner: Owner, from: number, count: number): Promise<void> {
  const db = database(env.DB);
  const { workspaceId } = owner;
  const records = Array.from({ length: count }, (_, n) => oldRecord(owner, from + n));
  const [first, ...rest] = records.flatMap((record) => projectIntegration(db, record));
  if (first !== undefined) await db.batch([first, ...rest]);
  await Promise.all(
    records.map(async (record, n) => {
      const seal = (kind: string) =>
        seedVault(env).seal(workspaceId, `${kind}-${from + n}-0`, tokenBinding(record, kind, 1));
      seeds.set(record.id, { record, tokens: { access: await seal('access'), refresh: await seal('refresh') } });
      await integrationStub(env, record.id).retire('nobody', 'load');
      seeds.delete(record.id);
    }),
  );
}

let keeper: Vault | undefined;

/** Seals as the vault does, without asking the directory for the newest key each time. */
function seedVault(env: Env): Vault {
  const keys = dataKeyStore(database(env.DB));
  const newest = new Map<string, ReturnType<typeof keys.newest>>();
  keeper ??= new Vault(env.MASTER_KEYS, {
    ...keys,
    newest: (workspaceId) => {
      const known = newest.get(workspaceId) ?? keys.newest(workspaceId);
      newest.set(workspaceId, known);
      return known;
    },
  });
  return keeper;
}

const AT_ONCE = 20;
const SEEDED_AT_ONCE = 100;

async function inTurns<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let at = 0; at < count; at += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - at);
    results.push(...(await Promise.all(Array.from({ length: size }, (_, n) => work(at + n)))));
  }
  return results;
}

const DOORS: Readonly<Record<string, (env: Env, input: Record<string, unknown>) => Promise<unknown>>> = {
  /** Members with one integration and one personal access token each. */
  people: async (env, input) => {
    const db = database(env.DB);
    const { workspaceId } = await firstOwner(db);
    return inTurns(Number(input['count']), async (n) => {
      const memberId = newId('mem');
      await db
        .insert(members)
        .values({ id: memberId, workspaceId, name: `P${n}`, role: 'member', createdAt: Date.now() });
      const id = await connect(env, { workspaceId, memberId }, n);
      const grant = { name: 'load', scopes: [...allScopes], days: 1 };
      const { token } = await makeAccessToken(db, { id: memberId, workspaceId }, grant);
      const principal: Principal = { workspaceId, memberId, role: 'member', client: 'load', scopes: allScopes };
      return { token, integration: id, user: `U${n}`, principal };
    });
  },

  /** Integrations of somebody else, for the sweeps: their health was never checked, their tokens are due. */
  integrations: async (env, input) => {
    const count = Number(input['count']);
    const { workspaceId } = await firstOwner(database(env.DB));
    const owner = { workspaceId, memberId: String(input['owner']) };
    for (let at = 0; at < count; at += SEEDED_AT_ONCE)
      await seedSome(env, owner, Number(input['from']) + at, Math.min(SEEDED_AT_ONCE, count - at));
    return {};
  },

  /** Two transitions of an integration: a failing change brings it from ACTIVE to ERROR, a good read back. */
  transition: async (env, input) => {
    const object = integrationStub(env, String(input['integration']));
    const caller = input['principal'] as Principal;
    const failing: PlatformCall = { method: 'POST', path: path`/chat.delete`, form: {}, effect: 'write' };
    const good: PlatformCall = { method: 'GET', path: path`/auth.test`, effect: 'read' };
    const failed = await object.request(caller, failing);
    const between = unwrap(await object.status(caller)).state;
    unwrap(await object.request(caller, good));
    const after = unwrap(await object.status(caller)).state;
    return { ok: !failed.ok && between === 'ERROR' && after === 'ACTIVE' };
  },

  sweep: async (env, input) => {
    const sweep = input['kind'] === 'health' ? sweepHealth : sweepTokens;
    return { sent: await sweep(counted(env)) };
  },

  counts: async (env) => {
    settleCursors();
    const { served } = await (await fetch(`${env.SANDBOX_URL}/_load`)).json<{ served: number }>();
    return { ...counts, platformCalls: served };
  },

  /** How long the tokens live that the platform gives out from now on, in seconds. */
  lifetime: async (env, input) => (await fetch(`${env.SANDBOX_URL}/_load?lifetime=${Number(input['seconds'])}`)).json(),
};

export default {
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    const door = pathname.startsWith('/_load/') ? DOORS[pathname.slice('/_load/'.length)] : undefined;
    if (door === undefined) return seneschal.fetch(request, env, context);
    return Response.json(await door(env, await request.json()));
  },
  queue: (batch, env) => consume(batch, counted(env)),
} satisfies ExportedHandler<Env, JobMessage>;
