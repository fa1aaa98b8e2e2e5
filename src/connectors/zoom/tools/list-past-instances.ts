import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { read } from '../client';
import { meetingNumber } from '../schema';

const answer = z.object({ meetings: z.array(z.object({ uuid: z.string(), start_time: z.string().optional() })) });

export const listPastInstances = defineTool({
  name: 'list_past_instances',
  title: 'List the times a meeting took place',
  description:
    'List when a meeting took place, latest first, with the uuid of each time. Useful for repeating meetings.',
  input: z.strictObject({ meeting_id: meetingNumber, limit: limitParam, cursor: cursorParam }),
  output: pageOf(z.object({ uuid: z.string().describe('Use as meeting_id.'), startTime: z.string().optional() })),
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async ({ meeting_id: id, limit, cursor }, context) => {
    // Zoom gives them all at once; the position in that list is our cursor.
    const start = cursor === undefined ? 0 : Number(cursor);
    if (!Number.isInteger(start) || start < 0)
      throw invalidRequest('cursor: use the nextCursor of the previous answer.');
    const target = path`/past_meetings/${id}/instances`;
    const { meetings } = await read(context.integration(), target, answer, { weight: 'medium' });
    const latestFirst = meetings.toSorted((a, b) => Date.parse(b.start_time ?? '') - Date.parse(a.start_time ?? ''));
    const items = latestFirst
      .slice(start, start + limit)
      .map((raw) => ({ uuid: raw.uuid, ...(raw.start_time !== undefined && { startTime: raw.start_time }) }));
    return toPage(items, start + limit < meetings.length ? String(start + limit) : undefined);
  },
});
