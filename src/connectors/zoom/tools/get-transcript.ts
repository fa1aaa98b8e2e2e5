import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest, SeneschalError } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { untrusted } from '../../../core/untrusted';
import { download, pathId, read } from '../client';
import { type ZoomFile, zoomRecording, type ZoomRecording } from '../recordings';
import { meetingId } from '../schema';
import { clock, mergeCues, parseVtt } from '../transcript';

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
    const segments = [];
    const parts = transcriptsOf(recording);
    for (const { url, offset } of parts) {
      const cues = mergeCues(parseVtt(await download(api, url)));
      segments.push(...cues.map(({ start: at, ...said }) => ({ ...said, start: clock(at + offset) })));
    }
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

/**
 * The files to read, in order, with the seconds between the beginning of the recording and theirs: a recording that was stopped and
 * begun again has several. Live captions stand in where Zoom made no transcript.
 */
function transcriptsOf(recording: ZoomRecording): { url: string; offset: number }[] {
  const files = recording.recording_files ?? [];
  const of = (type: string) => files.filter((file) => file.file_type === type);
  const wanted = of('TRANSCRIPT').length > 0 ? of('TRANSCRIPT') : of('CC');
  const begin = (file: ZoomFile): number => Date.parse(file.recording_start ?? '') || 0;
  const first = Math.min(...wanted.map(begin));
  const ready = wanted
    .toSorted((a, b) => begin(a) - begin(b))
    .filter((file) => file.status === undefined || file.status === 'completed')
    .flatMap((file) => (file.download_url ? [{ url: file.download_url, offset: (begin(file) - first) / 1000 }] : []));
  if (ready.length > 0) return ready;
  throw new SeneschalError(
    'not_found',
    wanted.length > 0
      ? 'Zoom is still writing the transcript of that recording. Try again in some minutes.'
      : 'That recording has no transcript. Zoom writes one only where audio transcripts are switched on, some minutes after the recording. Try get_meeting_summary.',
  );
}
