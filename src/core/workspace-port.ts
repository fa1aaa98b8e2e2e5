import { type IntegrationView } from './integration-view';
import { type RecordKind, type SyncProgress } from './sync';

export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

export interface RecordQuery extends PageRequest {
  /** Words, phrases in quotation marks, words to leave out with a minus; empty for everything. */
  query: string;
  kinds: readonly RecordKind[];
  platforms: readonly string[];
  /** Names or addresses, all of which have to be involved. */
  people: readonly string[];
  /** Milliseconds since 1970; `to` itself is outside. */
  from?: number | undefined;
  to?: number | undefined;
  order: 'relevance' | 'newest';
}

/** Something that was synced, as a search finds it. Its texts are third parties'. */
export interface FoundRecord {
  kind: RecordKind;
  platform: string;
  integrationId: string;
  at: string;
  title: string;
  snippet: string;
  people: string[];
  link: string | null;
  container: { id: string; name: string } | null;
  /** Arguments for the platform's own tools. */
  ids: Record<string, string>;
}

export interface FoundRecords extends Page<FoundRecord> {
  /** Whether every word had to match, or any, because no record has them all. */
  matched: 'all' | 'any';
  /** What was searched: syncs that are switched on among the integrations the person may use. */
  searched: { integrationId: string; platform: string; resource: string; syncedAt: string | null }[];
}

/** One resource of an integration: what it would keep here, whether it does, and how far that is. */
export interface SyncStatus {
  resource: string;
  title: string;
  enabled: boolean;
  days: number | null;
  records: number;
  lastJob: SyncProgress | null;
}

export interface IntegrationDetails extends IntegrationView {
  link: string;
  syncs: SyncStatus[];
}

export interface EventLine {
  id: string;
  integrationId: string;
  platform: string;
  at: string;
  type: string;
  actor: string;
  data: Record<string, unknown>;
}

export interface ErrorLine {
  id: string;
  integrationId: string;
  platform: string;
  at: string;
  kind: string;
  /** Method and path template, where the failure was a call's. */
  call: string | null;
  status: number | null;
  code: string | null;
  reference: string;
}

/** The workspace as one person may see it. Made by the engine for each call, so that no tool can look past its caller. */
export interface WorkspacePort {
  search(query: RecordQuery): Promise<FoundRecords>;
  integrations(filter: PageRequest & { platform?: string | undefined }): Promise<Page<IntegrationView>>;
  /** @throws {SeneschalError} `not_found` for an id that is not the person's to know. */
  integration(id: string): Promise<IntegrationDetails>;
  /** Begins to sync one resource, or all that are switched on. @throws {SeneschalError} with the link where one is switched on. */
  sync(id: string, resource?: string): Promise<SyncProgress[]>;
  events(filter: PageRequest & { id?: string | undefined; type?: string | undefined }): Promise<Page<EventLine>>;
  errors(filter: PageRequest & { id?: string | undefined; kind?: string | undefined }): Promise<Page<ErrorLine>>;
  /** Where a person connects an account of a platform. @throws {SeneschalError} `not_found`, listing the platforms. */
  connectLink(platform: string): { platform: string; title: string; url: string };
}
