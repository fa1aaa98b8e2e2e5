import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest, SeneschalError } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { untrusted } from '../../../core/untrusted';
import { pathId, read } from '../client';
import { readTranscript, transcriptFiles, zoomRecording } from '../recordings';
import { meetingId } from '../schema';
import { clock } from '../transcript';

const NOT_READY = 'Zoom is still writing the transcript of that recording. Try again in some minutes.';
const NOT_WRITTEN =
  'That recording has no transcript. Zoom writes one only where audio transcripts are switched on, some minutes after the recording. Try get_meeting_summary.';

const segment = z.object({
  speaker: untrusted('Who spoke.').optional(),
  start: z.string().describe('hh:mm:ss from the beginning of the recording.'),
  text: untrusted('What was said.'),
});

export const getTranscript = defineTool({
  name: 'get_transcript',
  title: 'Read a transcript',
  description:
    'Read what was said in a recorded meeting, by whom and when. It comes from speech recognition: names and numbers can be wrong. Pass nextCursor as cursor to read on. For the gist, get_meeting_summary is shorter.',
  input: z.strictObject({ meeting_id: meetingId, limit: limitParam, cursor: cursorParam }),
  output: pageOf(segment).extend({
    uuid: z.string().describe('Which past meeting this is.'),
    topic: untrusted('Topic.'),
    startTime: z.string().optional(),
    segments: z.number().describe('How many there are in all.'),
  }),
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async ({ meeting_id: id, limit, cursor }, context) => {
    const api = context.integration();
    const recording = await read(api, path`/meetings/${pathId(id)}/recordings`, zoomRecording);
    const start = cursor === undefined ? 0 : positionOf(cursor, recording.uuid);
    const { written, files } = transcriptFiles(recording);
    if (files.length === 0) throw new SeneschalError('not_found', written ? NOT_READY : NOT_WRITTEN);
    const cues = await readTranscript(api, files);
    const segments = cues.map(({ start: at, ...said }) => ({ ...said, start: clock(at) }));
    const end = start + limit;
    const next = end < segments.length ? `${end}:${recording.uuid}` : undefined;
    return {
      ...toPage(segments.slice(start, end), next),
      uuid: recording.uuid,
      topic: recording.topic ?? '',
      ...(recording.start_time !== undefined && { startTime: recording.start_time }),
      segments: segments.length,
    };
  },
});

/** A cursor names its meeting: under a meeting number the latest one may have become another. */
function positionOf(cursor: string, uuid: string): number {
  const [, position, owner] = /^(\d{1,6}):(.+)$/.exec(cursor) ?? [];
  if (position !== undefined && owner === uuid) return Number(position);
  throw invalidRequest(
    'cursor: it is not of this transcript. Use the nextCursor of the previous answer, or leave it out to start over.',
  );
}
