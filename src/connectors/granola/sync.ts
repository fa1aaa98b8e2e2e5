import { z } from 'zod';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { type SyncContext, type SyncPage, type SyncRecord, type SyncResource } from '../../core/sync';
import { read } from './client';
import { type GranolaNote, nextOf, noteList, personOf, titleOf } from './schema';

/*
 * Granola lists what changed since a moment, with a cursor over its pages. The next sync begins where the newest change of this one was,
 * a little earlier: two notes may change in the same second.
 */

const OVERLAP_MS = 60_000;
const PER_PAGE = 30;

const cursorShape = z.object({
  /** Notes changed since then, ISO 8601. */
  since: z.string(),
  /** Where the pages go on; absent at the beginning of a pass. */
  next: z.string().optional(),
  /** The newest change seen in this pass. */
  newest: z.string(),
});

export const notesResource: SyncResource = {
  title: 'notes',
  stores: 'Titles, summaries and attendees of the meeting notes the key may read. No transcripts.',
  kinds: ['note'],
  page: readPage,
};

async function readPage(api: PlatformApi, text: string | undefined, context: SyncContext): Promise<SyncPage> {
  const begin = new Date(context.since).toISOString();
  const at = text === undefined ? { since: begin, newest: begin } : cursorShape.parse(JSON.parse(text));
  const query = { updated_after: at.since, page_size: PER_PAGE, ...(at.next !== undefined && { cursor: at.next }) };
  const found = await read(api, path`/notes`, noteList, query);
  const newest = found.notes.map(changedAt).reduce((latest, one) => (one > latest ? one : latest), at.newest);
  const next = nextOf(found);
  const cursor =
    next === undefined
      ? { since: new Date(Date.parse(newest) - OVERLAP_MS).toISOString(), newest }
      : { since: at.since, next, newest };
  return { records: found.notes.map(toRecord), cursor: JSON.stringify(cursor), done: next === undefined };
}

const isoOf = (text: string | null | undefined): string | undefined =>
  text && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;

const changedAt = (note: GranolaNote): string => isoOf(note.updated_at) ?? isoOf(note.created_at) ?? '';

function toRecord(note: GranolaNote): SyncRecord {
  const { calendar_event: event, folder_membership: folders, owner, attendees } = note;
  const held = isoOf(event?.scheduled_start_time) ?? isoOf(note.created_at) ?? changedAt(note);
  const folder = folders?.[0];
  const people = [...(owner ? [owner] : []), ...(attendees ?? [])].map(personOf).filter((one) => one !== '');
  return {
    kind: 'note',
    externalId: note.id,
    at: Date.parse(held) || 0,
    updatedAt: Date.parse(changedAt(note)) || 0,
    title: titleOf(note),
    text: note.summary_markdown ?? note.summary_text ?? '',
    people: [...new Set(people)],
    ...(folder !== undefined && { container: { id: folder.id, name: folder.name ?? '' } }),
    ids: { note_id: note.id },
  };
}
