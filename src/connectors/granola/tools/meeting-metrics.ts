import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { weeksOf } from '../metrics';
import { readNotes } from '../notes';

const WEEK_MS = 7 * 86_400_000;
/** At most so many notes are counted. */
const MOST_NOTES = 500;

export const meetingMetrics = defineTool({
  name: 'meeting_metrics',
  title: 'Count meetings by week',
  description:
    'How many meetings with notes there were in each of the last weeks, how many hours they took as planned, and how many different people took part. Weeks begin on Monday, UTC. A meeting without a planned end counts half an hour.',
  input: z.strictObject({ weeks: z.int().min(1).max(26).default(8).describe('How many weeks back.') }),
  output: z.object({
    weeks: z.array(
      z.object({
        week: z.string().describe('Its Monday.'),
        meetings: z.number(),
        hours: z.number(),
        people: z.number(),
      }),
    ),
    meetings: z.number(),
    complete: z.boolean().describe('False where there were more notes than could be counted.'),
  }),
  effect: 'read',
  scopes: ['granola:read'],
  handler: async ({ weeks }, context) => {
    const created_after = new Date(context.now() - weeks * WEEK_MS).toISOString().slice(0, 10);
    const { notes, more } = await readNotes(context.integration(), { created_after }, MOST_NOTES);
    return { weeks: weeksOf(notes), meetings: notes.length, complete: !more };
  },
});
