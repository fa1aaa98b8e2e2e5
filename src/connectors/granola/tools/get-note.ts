import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { granolaNote, noteHead, noteId, toHead } from '../schema';

export const getNote = defineTool({
  name: 'get_note',
  title: 'Read a note',
  description:
    'Read one meeting note: its summary, who was there and when. The summary is written by Granola and can be wrong: check what matters with get_transcript.',
  input: z.strictObject({ note_id: noteId }),
  output: noteHead.extend({
    endTime: z.string().optional().describe('When the meeting was planned to end.'),
    updatedAt: z.string().optional(),
    summary: untrusted('Summary, as Markdown.').optional(),
  }),
  effect: 'read',
  scopes: ['granola:read'],
  handler: async ({ note_id: id }, context) => {
    const raw = await read(context.integration(), path`/notes/${id}`, granolaNote);
    const summary = raw.summary_markdown ?? raw.summary_text;
    return {
      ...toHead(raw),
      ...(raw.calendar_event?.scheduled_end_time && { endTime: raw.calendar_event.scheduled_end_time }),
      ...(raw.updated_at && { updatedAt: raw.updated_at }),
      ...(summary && { summary }),
    };
  },
});
