import { and, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import { type BatchItem } from 'drizzle-orm/batch';
import { accessFor } from '../core/access';
import { type Principal } from '../core/principal';
import { type RecordKind, type SyncRecord } from '../core/sync';
import { type Database } from './client';
import { type IntegrationRow } from './integrations';
import { integrations, records, syncSettings } from './schema';

/** Whose records these are, and by which pass they came. */
export interface RecordsOf {
  workspaceId: string;
  integrationId: string;
  resource: string;
  epoch: string;
  pass: number;
}

/** D1 takes values of up to 2 MB; text grows when it is written as JSON. In characters. */
const MOST_JSON = 500_000;

const where = (of: RecordsOf) => and(eq(records.integrationId, of.integrationId), eq(records.resource, of.resource));

/** Is this still what its owner wants kept? Part of every insert, so that nothing comes back that was just erased. */
const wanted = (of: RecordsOf): SQL =>
  sql`exists (select 1 from ${syncSettings} s where s.integration_id = ${of.integrationId} and s.resource = ${of.resource} and s.enabled = 1 and s.epoch = ${of.epoch})`;

const newer = sql`excluded.updated_at >= ${records.updatedAt}`;
const fresh = (name: string): SQL =>
  sql.raw(`case when excluded.updated_at >= records.updated_at then excluded.${name} else records.${name} end`);

/**
 * Stores records: new ones, and those that changed; an older state never overwrites a newer one. Each statement answers a row for every
 * record that is new or changed.
 */
export function storeRecords(db: Database, of: RecordsOf, rows: readonly SyncRecord[]) {
  return chunks(rows.map(toJson)).map((json) =>
    db
      .insert(records)
      .select(
        sql`select null, ${of.workspaceId}, ${of.integrationId}, ${of.resource}, j.value ->> 'kind', j.value ->> 'externalId', j.value ->> 'at',
          j.value ->> 'title', j.value ->> 'text', j.value -> 'people', j.value ->> 'url', j.value ->> 'containerId',
          j.value ->> 'containerName', j.value -> 'ids', ${of.pass}, j.value ->> 'updatedAt'
          from json_each(${json}) j where ${wanted(of)}`,
      )
      .onConflictDoUpdate({
        target: [records.integrationId, records.externalId],
        set: {
          kind: fresh('kind'),
          at: fresh('at'),
          title: fresh('title'),
          text: fresh('text'),
          people: fresh('people'),
          url: fresh('url'),
          containerId: fresh('container_id'),
          containerName: fresh('container_name'),
          ids: fresh('ids'),
          updatedAt: fresh('updated_at'),
          resource: sql`excluded.resource`,
          pass: sql`max(excluded.pass, ${records.pass})`,
        },
        setWhere: sql`excluded.pass > ${records.pass} or (${newer} and (excluded.title, excluded.text, excluded.people, excluded.url, excluded.container_name, excluded.ids, excluded.updated_at)
          is not (${records.title}, ${records.text}, ${records.people}, ${records.url}, ${records.containerName}, ${records.ids}, ${records.updatedAt}))`,
      })
      .returning({ n: records.n }),
  );
}

const toJson = ({ container, ids, people, ...record }: SyncRecord): string =>
  JSON.stringify({
    ...record,
    people: [...people],
    ids,
    containerId: container?.id,
    containerName: container?.name,
  });

/** JSON lists of records, none too long for D1. */
function chunks(rows: readonly string[]): string[] {
  const lists: string[][] = [];
  let size = 0;
  for (const row of rows) {
    const last = lists.at(-1);
    if (last === undefined || size + row.length > MOST_JSON) {
      lists.push([row]);
      size = row.length;
    } else {
      last.push(row);
      size += row.length;
    }
  }
  return lists.map((list) => `[${list.join(',')}]`);
}

/** Takes out what is no longer at the platform. */
export function dropRecords(
  db: Database,
  of: RecordsOf,
  gone: { externalIds?: readonly string[] | undefined; containers?: readonly string[] | undefined; unseen?: boolean },
): BatchItem<'sqlite'>[] {
  const listed = (ids: readonly string[]) => sql`(select value from json_each(${JSON.stringify(ids)}))`;
  const { externalIds = [], containers = [], unseen = false } = gone;
  const statements: BatchItem<'sqlite'>[] = [];
  if (externalIds.length > 0)
    statements.push(db.delete(records).where(and(where(of), sql`${records.externalId} in ${listed(externalIds)}`)));
  if (containers.length > 0)
    statements.push(db.delete(records).where(and(where(of), sql`${records.containerId} in ${listed(containers)}`)));
  // A full pass saw everything there is: what only earlier ones saw is gone.
  if (unseen) statements.push(db.delete(records).where(and(where(of), lt(records.pass, of.pass))));
  return statements;
}

/** The integrations with something to search that the caller may use; also their own ones that were disconnected since. */
export async function searchableIntegrations(
  db: Database,
  caller: Pick<Principal, 'workspaceId' | 'memberId' | 'role'>,
): Promise<IntegrationRow[]> {
  const rows = await db
    .select()
    .from(integrations)
    .where(
      and(
        eq(integrations.workspaceId, caller.workspaceId),
        or(eq(integrations.owner, caller.memberId), eq(integrations.visibility, 'shared')),
        sql`exists (select 1 from ${syncSettings} s where s.integration_id = ${integrations.id})`,
      ),
    )
    .all();
  return rows.filter((row) => accessFor(caller, row) !== 'none');
}

/** How many records there are of each resource of an integration. */
export async function countRecords(db: Database, integrationId: string): Promise<Map<string, number>> {
  const rows = await db
    .select({ resource: records.resource, n: sql<number>`count(*)` })
    .from(records)
    .where(eq(records.integrationId, integrationId))
    .groupBy(records.resource)
    .all();
  return new Map(rows.map(({ resource, n }) => [resource, n]));
}

export interface RecordFilter {
  workspaceId: string;
  memberId: string;
  role: string;
  /** Only records of these integrations, which the caller was found to be allowed. */
  integrationIds: readonly string[];
  kinds: readonly RecordKind[];
  platforms: readonly string[];
  from?: number | undefined;
  to?: number | undefined;
  /** An FTS5 expression, made by `matchExpression`; without one everything matches. */
  match?: string | undefined;
  /** Texts that have to occur somewhere in title or text, compared letter by letter. */
  parts: readonly string[];
  order: 'relevance' | 'newest';
  offset: number;
  limit: number;
}

export interface FoundRow {
  integrationId: string;
  platform: string;
  kind: RecordKind;
  at: number;
  title: string;
  snippet: string;
  people: string[];
  url: string | null;
  containerId: string | null;
  containerName: string | null;
  ids: Record<string, string>;
}

/** Characters of a text that is shown whole where nothing was searched for. */
const BEGINNING = 240;
/** Title and people say more about a record than a word in its text; whose integration it is says nothing. */
const RANK = sql.raw('bm25(records_fts, 0, 4, 1, 2, 1)');
const SNIPPET = sql.raw("snippet(records_fts, 2, '', '', '…', 40)");

/** Records the caller may see, and none besides: the statement itself asks for owner and visibility once more. */
export function searchRecords(db: Database, filter: RecordFilter): Promise<FoundRow[]> {
  const { match, order, kinds, platforms } = filter;
  const mine = sql`(${integrations.owner} = ${filter.memberId} or (${integrations.visibility} = 'shared' and exists (
    select 1 from json_each(${integrations.sharedWith}) s where s.value ->> 'with' = 'workspace'
      or (s.value ->> 'with' = 'member' and s.value ->> 'id' = ${filter.memberId})
      or (s.value ->> 'with' = 'role' and s.value ->> 'id' = ${filter.role}))))`;
  const byTime = sql`${records.at} desc, ${records.n} desc`;
  const query = db
    .select({
      integrationId: records.integrationId,
      platform: integrations.platform,
      kind: records.kind,
      at: records.at,
      title: records.title,
      snippet: match === undefined ? sql<string>`substr(${records.text}, 1, ${BEGINNING})` : sql<string>`${SNIPPET}`,
      people: records.people,
      url: records.url,
      containerId: records.containerId,
      containerName: records.containerName,
      ids: records.ids,
    })
    .from(records)
    .innerJoin(integrations, eq(integrations.id, records.integrationId))
    .$dynamic();
  if (match !== undefined) query.innerJoin(sql`records_fts`, sql`records_fts.rowid = ${records.n}`);
  return query
    .where(
      and(
        match === undefined ? undefined : sql`records_fts match ${match}`,
        eq(records.workspaceId, filter.workspaceId),
        eq(integrations.workspaceId, filter.workspaceId),
        mine,
        sql`${records.integrationId} in (select value from json_each(${JSON.stringify(filter.integrationIds)}))`,
        ...filter.parts.map((part) => sql`instr(${records.title} || ' ' || ${records.text}, ${part}) > 0`),
        kinds.length === 0 ? undefined : inArray(records.kind, [...kinds]),
        platforms.length === 0 ? undefined : inArray(integrations.platform, [...platforms]),
        filter.from === undefined ? undefined : gte(records.at, filter.from),
        filter.to === undefined ? undefined : lt(records.at, filter.to),
      ),
    )
    .orderBy(order === 'relevance' && match !== undefined ? sql`${RANK}, ${byTime}` : byTime)
    .limit(filter.limit)
    .offset(filter.offset)
    .all();
}
