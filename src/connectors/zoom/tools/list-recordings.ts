import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { nextCursor, read } from '../client';
import { listedFile, recordingDays, recordingHead, toFile, toHead, zoomRecording } from '../recordings';
import { day, meetingNumber } from '../schema';

const answer = z.object({ meetings: z.array(zoomRecording), next_page_token: z.string().optional() });

export const listRecordings = defineTool({
  name: 'list_recordings',
  title: 'List recordings',
  description:
    'List your cloud recordings with their files, the last month’s unless told. One with a TRANSCRIPT file can be read with get_transcript; get_recording gives links to watch.',
  input: z.strictObject({
    from: day.optional().describe('First day (UTC), one month before to at most.'),
    to: day.optional().describe('Last day (UTC).'),
    meeting_id: meetingNumber.optional().describe('Only this meeting’s.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(z.object({ ...recordingHead, files: z.array(listedFile) })),
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async ({ from, to, meeting_id: id, limit, cursor }, context) => {
    const days = recordingDays(from, to, context.now());
    const query = { ...days, meeting_id: id, page_size: limit, next_page_token: cursor };
    const found = await read(context.integration(), path`/users/me/recordings`, answer, { query, weight: 'medium' });
    const items = found.meetings.map((raw) => ({ ...toHead(raw), files: (raw.recording_files ?? []).map(toFile) }));
    return toPage(items, nextCursor(found));
  },
});
