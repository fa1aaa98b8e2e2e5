import { path } from '../../core/path';
import { type PlatformApi, type PlatformCall } from '../../core/platform-call';
import { read } from './client';
import { type GranolaNote, nextOf, noteList } from './schema';

/** The most notes Granola gives at once. */
export const MOST_PER_PAGE = 30;

/** Reads pages until `most` notes are there or there are no more. @returns them, and whether there would be more. */
export async function readNotes(
  api: PlatformApi,
  query: PlatformCall['query'],
  most: number,
): Promise<{ notes: GranolaNote[]; more: boolean }> {
  const notes: GranolaNote[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(api, path`/notes`, noteList, { ...query, page_size: MOST_PER_PAGE, cursor });
    notes.push(...page.notes);
    cursor = nextOf(page);
  } while (cursor !== undefined && notes.length < most);
  return { notes: notes.slice(0, most), more: cursor !== undefined || notes.length > most };
}
