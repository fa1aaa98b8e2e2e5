import { integrationStub } from '../../durable-objects/integration/stub';
import { accessFor } from '../core/access';
import { invalidRequest } from '../core/errors';
import { fromBase64, sha256, toBase64Url } from '../core/ids';
import { type Principal } from '../core/principal';
import { matchExpression, readQuery } from '../core/search-query';
import { type FoundRecord, type FoundRecords, type RecordQuery } from '../core/workspace-port';
import { type Database, database } from '../db/client';
import { type IntegrationRow } from '../db/integrations';
import { type FoundRow, type RecordFilter, searchableIntegrations, searchRecords } from '../db/records';
import { syncedAmong } from '../db/workspace-history';
import { type Env } from '../env';

/** Nobody reads on for longer; a narrower search does more. */
const MOST_RESULTS = 1_000;

/** Where a search goes on, and which search it was. */
interface Place {
  offset: number;
  mode: 'all' | 'any';
  query: string;
}

/** What was synced and the caller may see. Every word has to match; where no record has them all, any of them does. */
export async function searchWorkspace(env: Env, principal: Principal, query: RecordQuery): Promise<FoundRecords> {
  const db = database(env.DB);
  const usable = await searchableIntegrations(db, principal);
  const byId = new Map(usable.map((row) => [row.id, row]));
  const digest = await digestOf(query);
  const place = query.cursor === undefined ? undefined : readPlace(query.cursor, digest);
  const searched = (await syncedAmong(db, [...byId.keys()])).map(({ syncedAt, ...rest }) => ({
    ...rest,
    syncedAt: syncedAt === null ? null : new Date(syncedAt).toISOString(),
  }));
  const offset = place?.offset ?? 0;
  const terms = readQuery(query.query);
  let mode = place?.mode ?? 'all';
  let rows = await find(db, principal, query, [...byId.keys()], mode, offset);
  if (place === undefined && rows.length === 0 && terms.wanted.length > 1) {
    mode = 'any';
    rows = await find(db, principal, query, [...byId.keys()], mode, offset);
  }
  const shown = await allowed(env, principal, byId, rows.slice(0, query.limit));
  const next = offset + query.limit;
  const more = rows.length > query.limit && next < MOST_RESULTS;
  const cursor = more ? writePlace({ offset: next, mode, query: digest }) : undefined;
  return { items: shown.map(toFound), matched: mode, searched, ...(cursor !== undefined && { nextCursor: cursor }) };
}

function find(
  db: Database,
  principal: Principal,
  query: RecordQuery,
  integrationIds: readonly string[],
  mode: 'all' | 'any',
  offset: number,
): Promise<FoundRow[]> {
  if (integrationIds.length === 0) return Promise.resolve([]);
  const terms = readQuery(query.query);
  const filter: RecordFilter = {
    workspaceId: principal.workspaceId,
    memberId: principal.memberId,
    role: principal.role,
    integrationIds,
    kinds: query.kinds,
    platforms: query.platforms,
    from: query.from,
    to: query.to,
    match: matchExpression(terms, query.people, integrationIds, mode),
    parts: terms.parts,
    order: query.order,
    offset,
    limit: query.limit + 1,
  };
  return searchRecords(db, filter);
}

/**
 * Decides once more, in code: by the directory's row and, for what is somebody else's, by the object itself, where a share that was just
 * taken back is known first.
 */
async function allowed(
  env: Env,
  principal: Principal,
  byId: ReadonlyMap<string, IntegrationRow>,
  rows: readonly FoundRow[],
): Promise<FoundRow[]> {
  const verdicts = new Map<string, boolean>();
  for (const id of new Set(rows.map(({ integrationId }) => integrationId))) {
    const row = byId.get(id);
    const known = row !== undefined && accessFor(principal, row) !== 'none';
    const own = row?.owner === principal.memberId;
    verdicts.set(id, known && (own || (await integrationStub(env, id).status(principal)).ok));
  }
  return rows.filter(({ integrationId }) => verdicts.get(integrationId) === true);
}

const toFound = (row: FoundRow): FoundRecord => ({
  kind: row.kind,
  platform: row.platform,
  integrationId: row.integrationId,
  at: new Date(row.at).toISOString(),
  title: row.title,
  snippet: row.snippet,
  people: row.people,
  link: row.url,
  container: row.containerId === null ? null : { id: row.containerId, name: row.containerName ?? '' },
  ids: row.ids,
});

/** What makes a search this search: everything but how much of it is asked for. */
async function digestOf({ limit: _, cursor: __, ...query }: RecordQuery): Promise<string> {
  return (await sha256(JSON.stringify(query))).slice(0, 16);
}

const writePlace = ({ offset, mode, query }: Place): string =>
  toBase64Url(new TextEncoder().encode(`${offset}:${mode}:${query}`));

function readPlace(cursor: string, query: string): Place {
  const [, offset, mode, digest] = /^(\d{1,4}):(all|any):([\w-]{16})$/.exec(decoded(cursor)) ?? [];
  if (offset === undefined || digest !== query || Number(offset) > MOST_RESULTS)
    throw invalidRequest(
      'cursor: it is not of this search. Use the nextCursor of the previous answer with the same filters.',
    );
  return { offset: Number(offset), mode: mode === 'any' ? 'any' : 'all', query };
}

function decoded(cursor: string): string {
  try {
    return new TextDecoder().decode(fromBase64(cursor));
  } catch {
    return '';
  }
}
