import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { untrusted } from '../../../core/untrusted';
import { readNotes } from '../notes';
import { type GranolaNote, moment, noteHead, personOf, titleOf, toHead } from '../schema';

/** Granola has no search: so many notes are looked through. */
const MOST_NOTES = 150;
/** Characters around the first place that is found. */
const AROUND = 120;

export const searchNotes = defineTool({
  name: 'search_notes',
  title: 'Search notes',
  description:
    'Find notes whose title, summary or people contain every word of a query, newest first. 150 notes are looked through at a time: pass nextCursor as cursor to look further back, also where nothing was found.',
  input: z.strictObject({
    query: z.string().trim().min(2).max(200).describe('Words that all have to occur.'),
    created_after: moment.optional().describe('Only notes made since then.'),
    created_before: moment.optional().describe('Only notes made before then.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(noteHead.extend({ snippet: untrusted('Where a word was found.').optional() })).extend({
    searched: z.number().describe('How many notes were looked through.'),
  }),
  effect: 'read',
  scopes: ['granola:read'],
  handler: async ({ query, created_after, created_before, limit, cursor }, context) => {
    if (cursor !== undefined && !moment.safeParse(cursor).success)
      throw invalidRequest('cursor: use the nextCursor of the previous answer.');
    const range = { created_after, created_before: cursor ?? created_before };
    const { notes, more } = await readNotes(context.integration(), range, MOST_NOTES);
    const words = query.toLowerCase().split(/\s+/);
    const found = notes.filter((note) => words.every((word) => textOf(note).toLowerCase().includes(word)));
    const shown = found.slice(0, limit);
    // Notes are newest first: what was not shown, or not looked at, is older than the last one that was.
    const last = found.length > limit ? shown.at(-1) : more ? notes.at(-1) : undefined;
    const items = shown.map((note) => ({ ...toHead(note), ...snippetOf(note, words) }));
    return { ...toPage(items, last?.created_at), searched: notes.length };
  },
});

const textOf = (note: GranolaNote): string =>
  [titleOf(note), note.summary_text ?? note.summary_markdown ?? '', ...(note.attendees ?? []).map(personOf)].join('\n');

function snippetOf({ summary_text, summary_markdown }: GranolaNote, words: readonly string[]): { snippet?: string } {
  const text = summary_text ?? summary_markdown ?? '';
  const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((at) => at >= 0);
  if (places.length === 0) return {};
  const start = Math.max(0, Math.min(...places) - AROUND / 2);
  return { snippet: text.slice(start, start + AROUND) };
}
