import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest, SeneschalError } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { type PlatformApi } from '../../../core/platform-call';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { nextOf, noteId } from '../schema';

const entry = z.object({
  speaker: z.object({ source: z.string().nullish() }).nullish(),
  text: z.string().nullish(),
  start_time: z.string().nullish(),
});
const whole = z.object({ transcript: z.array(entry).nullish() });
const page = z.object({ transcript: z.array(entry), hasMore: z.boolean().optional(), cursor: z.string().nullish() });

const segment = z.object({
  source: z.string().optional().describe('microphone: who wrote the note; speaker: everybody else.'),
  at: z.string().optional(),
  text: untrusted('What was said.'),
});

export const getTranscript = defineTool({
  name: 'get_transcript',
  title: 'Read a transcript',
  description:
    'Read what was said in the meeting of a note. It comes from speech recognition: names and numbers can be wrong. Pass nextCursor as cursor to read on. For the gist, get_note is shorter.',
  input: z.strictObject({ note_id: noteId, limit: limitParam, cursor: cursorParam }),
  output: pageOf(segment),
  effect: 'read',
  scopes: ['granola:read'],
  handler: async ({ note_id: id, limit, cursor }, context) => {
    const api = context.integration();
    if (cursor?.startsWith('page:')) return readPage(api, id, limit, cursor.slice('page:'.length));
    const start = cursor === undefined ? 0 : Number(/^at:(\d{1,6})$/.exec(cursor)?.[1]);
    if (Number.isNaN(start)) throw invalidRequest('cursor: use the nextCursor of the previous answer.');
    try {
      const { transcript } = await read(api, path`/notes/${id}`, whole, { include: 'transcript' });
      const all = transcript ?? [];
      const end = start + limit;
      return toPage(all.slice(start, end).map(toSegment), end < all.length ? `at:${end}` : undefined);
    } catch (error) {
      // The id is of the right shape: what Granola refuses of this call is the note's length.
      if (SeneschalError.from(error).kind !== 'invalid_request') throw error;
      return readPage(api, id, limit);
    }
  },
});

/** A note too long to come with its transcript is read page by page, as Granola cuts it. */
async function readPage(api: PlatformApi, id: string, limit: number, cursor?: string) {
  const found = await read(api, path`/notes/${id}/transcript`, page, { page_size: limit, cursor });
  const next = nextOf(found);
  return toPage(found.transcript.map(toSegment), next === undefined ? undefined : `page:${next}`);
}

const toSegment = ({ speaker, text, start_time: at }: z.output<typeof entry>) => ({
  ...(speaker?.source && { source: speaker.source }),
  ...(at && { at }),
  text: text ?? '',
});
