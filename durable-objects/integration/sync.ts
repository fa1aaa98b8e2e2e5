import { type BatchItem } from 'drizzle-orm/batch';
import { type Connector } from '../../src/core/define-connector';
import { notFound, SeneschalError } from '../../src/core/errors';
import { newId } from '../../src/core/ids';
import { type IntegrationRecord } from '../../src/core/integration-record';
import { isUsable } from '../../src/core/integration-state';
import { log } from '../../src/core/log';
import { type PlatformApi, type PlatformCall } from '../../src/core/platform-call';
import {
  type JobState,
  MOST_TEXT,
  type SyncContext,
  type SyncPage,
  type SyncProgress,
  type SyncRecord,
  type SyncResource,
  type SyncSlice,
} from '../../src/core/sync';
import { type Database } from '../../src/db/client';
import { dropRecords, storeRecords } from '../../src/db/records';
import {
  closeJobs,
  openJob,
  postponeSync,
  saveJob,
  type SettingInForce,
  settingInForce,
  type SyncJob,
} from '../../src/db/sync-settings';
import { connectorOf } from '../../src/registry';
import { type Change } from './store';

/** One visit ends after so many pages, calls or milliseconds, whichever comes first: others wait for the same queue. */
const MOST_PAGES = 20;
const MOST_CALLS = 40;
const SLICE_MS = 8_000;
/** A sync takes at most this part of what the platform's limits allow: people's own calls find room in the rest. */
const SHARE = 0.5;
/** A limit this short is waited for; beyond it the next sweep tries again. */
const LONGEST_WAIT_MS = 15 * 60_000;
/** Synced again after this long, give or take the hour of the sweep. */
const EVERY_MS = 50 * 60_000;
/** Whoever began a visit has this long to begin the next one before the sweep takes over. */
const LEASE_MS = 20 * 60_000;
/** Titles, names and addresses longer than this are cut, in characters. */
const MOST_LINE = 500;
const MOST_PEOPLE = 50;
const MOST_URL = 2_000;
const DAY_MS = 86_400_000;

/** What a resource's sync remembers. The cursor is written before and after each page: a crash repeats a page and loses none. */
interface SyncState {
  jobId: string;
  status: JobState;
  epoch: string;
  /** Grows with every full pass. */
  pass: number;
  /** Is everything being read, rather than what is new? */
  full: boolean;
  cursor: string | null;
  done: number;
  total: number | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  error: string | null;
}

/** What a sync needs of the object it works for. */
export interface SyncHost {
  record(): IntegrationRecord;
  api(connector: Connector): PlatformApi;
  unusable(record: IntegrationRecord): SeneschalError;
  change(change: Change): Promise<unknown>;
}

/** Reads what an owner wants kept here, resource by resource, and brings it to D1. */
export class SyncEngine {
  readonly #storage: DurableObjectStorage;
  readonly #db: Database;
  readonly #host: SyncHost;
  readonly #flights = new Map<string, Promise<SyncSlice>>();
  readonly #memo = new Map<string, string>();

  constructor(storage: DurableObjectStorage, db: Database, host: SyncHost) {
    this.#storage = storage;
    this.#db = db;
    this.#host = host;
  }

  /** Makes sure there is a job for the resource, and answers how far it has come. @throws {SeneschalError} where it is switched off. */
  async begin(record: IntegrationRecord, resource: string): Promise<SyncProgress> {
    if (!isUsable(record.state)) throw this.#host.unusable(record);
    const { setting } = await this.#wanted(resource);
    const state = this.#current(resource, setting);
    if (isOpen(state)) {
      // Whoever began it may have died before the directory heard of it.
      await openJob(this.#db, jobRow(record, resource, state));
      return progressOf(resource, state);
    }
    const next = begun(state);
    // Before anything is waited for: a visit that begins meanwhile goes on with this job.
    this.#save(resource, next);
    const due = postponeSync(this.#db, record.id, resource, next.epoch, Date.now() + LEASE_MS);
    const [wanted] = await this.#db.batch([due, openJob(this.#db, jobRow(record, resource, next))]);
    if (wanted.length === 0) throw new SwitchedOff(this.#connector, resource);
    return progressOf(resource, next);
  }

  /**
   * One visit: some pages, then the answer when to come again. Two visits at a time are one; a message of a job that is over does nothing.
   * @param jobId the job to go on with; without one whatever is due is begun or continued.
   */
  async run(resource: string, jobId?: string): Promise<SyncSlice> {
    const flight = this.#flights.get(resource);
    if (flight !== undefined) return { progress: (await flight).progress, again: null };
    const mine = this.#visit(resource, jobId).finally(() => this.#flights.delete(resource));
    this.#flights.set(resource, mine);
    return mine;
  }

  async #visit(resource: string, jobId: string | undefined): Promise<SyncSlice> {
    const { definition, setting } = await this.#wanted(resource);
    let state = this.#current(resource, setting);
    if (jobId !== undefined && (state.jobId !== jobId || !isOpen(state)))
      return { progress: progressOf(resource, state), again: null };
    if (!isOpen(state)) state = begun(state);
    const startedAt = Date.now();
    state = { ...state, status: 'running', startedAt: state.startedAt ?? startedAt };
    let calls = 0;
    const costs = new Map<string, number>();
    const context: SyncContext = {
      now: startedAt,
      since: startedAt - setting.days * DAY_MS,
      account: this.#host.record().account,
      memo: this.#memo,
    };
    const platform = this.#host.api(this.#connector);
    const api = {
      request: (call: PlatformCall) => {
        const { limitClass = 'default', cost = 1 } = call;
        calls += 1;
        costs.set(limitClass, (costs.get(limitClass) ?? 0) + cost);
        return platform.request(call);
      },
    };
    try {
      for (let pages = 0; pages < MOST_PAGES && calls < MOST_CALLS && Date.now() - startedAt < SLICE_MS; pages++) {
        this.#save(resource, state);
        const page = await definition.page(api, state.cursor ?? undefined, context);
        state = await this.#take(resource, state, page, context.since);
        if (state.status === 'done') break;
      }
    } catch (error) {
      return this.#failed(resource, state, SeneschalError.from(error));
    }
    return { progress: progressOf(resource, state), again: isOpen(state) ? pauseAfter(this.#connector, costs) : null };
  }

  /** Keeps a page: first what it brought, then that it was brought. */
  async #take(resource: string, state: SyncState, page: SyncPage, since: number): Promise<SyncState> {
    if (page.reset === true) {
      const again = { ...state, cursor: null, full: true, pass: state.pass + 1 };
      await this.#settle(resource, again, []);
      await this.#tell('sync.restarted', resource, { reason: 'cursor_expired' });
      return again;
    }
    const { id: integrationId, workspaceId } = this.#host.record();
    const of = { workspaceId, integrationId, resource, epoch: state.epoch, pass: state.pass };
    const stored = storeRecords(this.#db, of, page.records.filter(({ at }) => at >= since).map(bounded));
    const dropped = dropRecords(this.#db, of, {
      externalIds: page.gone,
      containers: page.goneContainers,
      unseen: page.done && state.full,
    });
    const next: SyncState = {
      ...state,
      cursor: page.cursor,
      total: page.total ?? state.total,
      ...(page.done && { status: 'done', full: false, finishedAt: Date.now() }),
    };
    const kept = await this.#settle(resource, next, [...stored, ...dropped], stored.length);
    if (page.done && state.full) await this.#tell('sync.completed', resource, { records: kept.done });
    return kept;
  }

  /** What stopped it is kept with the job; it goes on from the same cursor. A short limit is only waited for. */
  async #failed(resource: string, state: SyncState, error: SeneschalError): Promise<SyncSlice> {
    if (error instanceof SwitchedOff) {
      await closeJobs(this.#db, this.#host.record().id, resource);
      throw error;
    }
    const wait = (error.retryAt ?? Infinity) - Date.now();
    if (error.kind === 'rate_limited' && wait <= LONGEST_WAIT_MS) {
      this.#save(resource, state);
      return { progress: progressOf(resource, state), again: Math.max(1, Math.ceil(wait / 1000)) };
    }
    const { id: integration } = this.#host.record();
    log('warn', 'a sync failed', {
      integration,
      resource,
      kind: error.kind,
      reference: error.reference,
      detail: error.detail,
    });
    const failed: SyncState = {
      ...state,
      status: 'failed',
      finishedAt: Date.now(),
      error: `${error.kind} ${error.reference}`,
    };
    // The object keeps it even where D1 is what failed.
    this.#save(resource, failed);
    await this.#settle(resource, failed, []);
    await this.#tell('sync.failed', resource, { kind: error.kind, reference: error.reference });
    return { progress: progressOf(resource, failed), again: null };
  }

  /**
   * Brings a page to D1, then the job's row, then remembers the state here: whatever dies in between, the page is read once more and
   * nothing is stored twice.
   * @param counted how many of the statements, from the first on, answer a row for each record that is new or changed.
   */
  async #settle(
    resource: string,
    state: SyncState,
    statements: readonly BatchItem<'sqlite'>[],
    counted = 0,
  ): Promise<SyncState> {
    const record = this.#host.record();
    const dueAt = Date.now() + (isOpen(state) ? LEASE_MS : EVERY_MS);
    const due = postponeSync(this.#db, record.id, resource, state.epoch, dueAt);
    const answers: readonly unknown[] = await this.#db.batch([due, ...statements]);
    if (rowsIn(answers[0]) === 0) throw new SwitchedOff(this.#connector, resource);
    const done = state.done + answers.slice(1, 1 + counted).reduce<number>((sum, answer) => sum + rowsIn(answer), 0);
    const next = { ...state, done };
    await saveJob(this.#db, jobRow(record, resource, next));
    this.#save(resource, next);
    return next;
  }

  get #connector(): Connector {
    return connectorOf(this.#host.record().platform);
  }

  /** What is switched on and what it means. @throws {SeneschalError} where there is no such resource or nobody wants it. */
  async #wanted(resource: string): Promise<{ definition: SyncResource; setting: SettingInForce }> {
    const definition = this.#connector.sync?.resources[resource];
    if (definition === undefined) throw notFound('What is to be synced');
    const setting = await settingInForce(this.#db, this.#host.record().id, resource);
    if (setting?.enabled === true) return { definition, setting };
    await closeJobs(this.#db, this.#host.record().id, resource);
    throw new SwitchedOff(this.#connector, resource);
  }

  /** The state as it stands. Under another epoch everything is read anew. */
  #current(resource: string, setting: SettingInForce): SyncState {
    this.#storage.sql.exec('CREATE TABLE IF NOT EXISTS syncs (resource TEXT PRIMARY KEY, json TEXT NOT NULL)');
    const [row] = this.#storage.sql
      .exec<{ json: string }>('SELECT json FROM syncs WHERE resource = ?', resource)
      .toArray();
    const known = row === undefined ? undefined : (JSON.parse(row.json) as SyncState);
    return known?.epoch === setting.epoch ? known : fresh(setting.epoch, known);
  }

  #save(resource: string, state: SyncState): void {
    this.#storage.sql.exec(
      'INSERT OR REPLACE INTO syncs (resource, json) VALUES (?, ?)',
      resource,
      JSON.stringify(state),
    );
  }

  #tell(type: string, resource: string, data: Record<string, unknown>): Promise<unknown> {
    return this.#host.change({ actor: 'system', events: [{ type, actor: 'system', data: { resource, ...data } }] });
  }
}

/** Seconds until what calls of some limits cost has come in again, at the pace that is a sync's share. */
function pauseAfter({ limits }: Connector, costs: ReadonlyMap<string, number>): number {
  const minutes = [...costs].map(([name, cost]) => cost / ((limits[name] ?? limits.default).perMinute * SHARE));
  return Math.max(1, Math.ceil(Math.max(0, ...minutes) * 60));
}

/** Its owner does not want it kept, or no longer. */
class SwitchedOff extends SeneschalError {
  constructor(connector: Connector, resource: string) {
    const title = connector.sync?.resources[resource]?.title ?? resource;
    super(
      'invalid_request',
      `${connector.title}: ${title} are not kept here. The integration’s owner switches that on.`,
    );
  }
}

const isOpen = ({ status }: SyncState): boolean => status === 'queued' || status === 'running';

/** A beginning. The pass goes on from what is stored already. */
const fresh = (epoch: string, before: SyncState | undefined): SyncState => ({
  jobId: '',
  status: 'done',
  epoch,
  pass: (before?.pass ?? 0) + 1,
  full: true,
  cursor: null,
  done: 0,
  total: null,
  createdAt: 0,
  startedAt: null,
  finishedAt: null,
  error: null,
});

/** The next job, or the same one again where it failed: it goes on where it stopped. */
function begun(state: SyncState): SyncState {
  const open = { status: 'queued', finishedAt: null, error: null } as const;
  if (state.status === 'failed') return { ...state, ...open };
  const now = Date.now();
  return { ...state, ...open, jobId: newId('job', now), done: 0, total: null, createdAt: now, startedAt: null };
}

const jobRow = (record: IntegrationRecord, resource: string, state: SyncState): SyncJob => ({
  id: state.jobId,
  integrationId: record.id,
  workspaceId: record.workspaceId,
  resource,
  status: state.status,
  done: state.done,
  total: state.total,
  cursor: state.cursor?.slice(0, MOST_LINE) ?? null,
  error: state.error,
  startedAt: state.startedAt,
  finishedAt: state.finishedAt,
  createdAt: state.createdAt,
});

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const progressOf = (resource: string, state: SyncState): SyncProgress => ({
  jobId: state.jobId,
  resource,
  status: state.status,
  done: state.done,
  total: state.total,
  startedAt: iso(state.startedAt),
  finishedAt: iso(state.finishedAt),
  error: state.error,
});

/** A statement that returns rows answers a list of them. */
const rowsIn = (answer: unknown): number => (Array.isArray(answer) ? answer.length : 0);

const cut = (text: string, most: number): string => text.slice(0, most).toWellFormed();

/** What a platform sends can be of any length; what is kept cannot. */
const bounded = (record: SyncRecord): SyncRecord => {
  const { url, container, ...rest } = record;
  return {
    ...rest,
    title: cut(record.title, MOST_LINE),
    text: cut(record.text, MOST_TEXT),
    people: record.people.slice(0, MOST_PEOPLE).map((name) => cut(name, MOST_LINE)),
    ...(url !== undefined && url.length <= MOST_URL && isWebAddress(url) && { url }),
    ...(container !== undefined && { container: { id: container.id, name: cut(container.name, MOST_LINE) } }),
  };
};

const isWebAddress = (url: string): boolean => URL.parse(url)?.protocol === 'https:';
