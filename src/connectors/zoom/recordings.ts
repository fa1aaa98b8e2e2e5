import { z } from 'zod';
import { invalidRequest } from '../../core/errors';
import { type PlatformApi } from '../../core/platform-call';
import { untrusted } from '../../core/untrusted';
import { download } from './client';
import { zoomId } from './schema';
import { type Cue, mergeCues, parseVtt } from './transcript';

const zoomFile = z.object({
  id: z.string().optional(),
  file_type: z.string().optional(),
  recording_type: z.string().optional(),
  file_size: z.number().optional(),
  recording_start: z.string().optional(),
  status: z.string().optional(),
  play_url: z.string().optional(),
  download_url: z.string().optional(),
});

/** The recording of one meeting as Zoom sends it; only what we map is named. */
export const zoomRecording = z.object({
  uuid: z.string(),
  id: zoomId,
  topic: z.string().optional(),
  start_time: z.string().optional(),
  duration: z.number().optional(),
  share_url: z.string().optional(),
  password: z.string().optional(),
  recording_play_passcode: z.string().optional(),
  recording_files: z.array(zoomFile).optional(),
});

export type ZoomRecording = z.output<typeof zoomRecording>;
export type ZoomFile = z.output<typeof zoomFile>;

const file = {
  type: z.string().describe('MP4, M4A, TRANSCRIPT ...'),
  kind: z.string().optional(),
  bytes: z.number().optional(),
  status: z.string().optional().describe('While not ready.'),
};
export const listedFile = z.object(file);
export const playableFile = z.object({ ...file, playUrl: z.string().optional() });

/** What a list and a single recording have in common. */
export const recordingHead = {
  uuid: z.string().describe('Use as meeting_id.'),
  meetingNumber: z.string(),
  topic: untrusted('Topic.'),
  startTime: z.string().optional(),
  durationMinutes: z.number().optional(),
  shareUrl: z.string().optional(),
};

export const toHead = (raw: ZoomRecording) => ({
  uuid: raw.uuid,
  meetingNumber: raw.id,
  topic: raw.topic ?? '',
  ...(raw.start_time !== undefined && { startTime: raw.start_time }),
  ...(raw.duration !== undefined && { durationMinutes: raw.duration }),
  ...(raw.share_url !== undefined && { shareUrl: raw.share_url }),
});

export const toFile = (raw: ZoomFile): z.input<typeof listedFile> => ({
  type: raw.file_type ?? 'UNKNOWN',
  ...(raw.recording_type !== undefined && { kind: raw.recording_type }),
  ...(raw.file_size !== undefined && { bytes: raw.file_size }),
  ...(raw.status !== undefined && raw.status !== 'completed' && { status: raw.status }),
});

/**
 * The days a list of recordings covers: the last month unless told, and never more than one, because Zoom answers for
 * one month at a time.
 * @throws {SeneschalError} `invalid_request`, naming the limit.
 */
export function recordingDays(
  from: string | undefined,
  to: string | undefined,
  now: number,
): { from: string; to: string } {
  const today = new Date(now).toISOString().slice(0, 10);
  const last = to ?? (from === undefined ? today : earlier(addMonths(from, 1), today < from ? from : today));
  const first = from ?? addMonths(last, -1);
  if (first > last) throw invalidRequest(`from (${first}) lies after to (${last}).`);
  if (last > addMonths(first, 1) && first < addMonths(last, -1)) {
    throw invalidRequest(
      `from and to may be one month apart at most: for ${first} the latest to is ${addMonths(first, 1)}. Ask month by month.`,
    );
  }
  return { from: first, to: last };
}

const earlier = (a: string, b: string): string => (a < b ? a : b);

/** The same day of another month, or that month's last one. */
function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastDay))).toISOString().slice(0, 10);
}

interface TranscriptFile {
  url: string;
  /** Seconds between the beginning of the recording and the file's. */
  offset: number;
}

/**
 * The transcript's files that can be read, in order: a recording that was stopped and begun again has several. Live captions stand in
 * where Zoom made no transcript. `written` where there are any, ready or not.
 */
export function transcriptFiles(recording: ZoomRecording): { written: boolean; files: TranscriptFile[] } {
  const all = recording.recording_files ?? [];
  const of = (type: string) => all.filter((one) => one.file_type === type);
  const wanted = of('TRANSCRIPT').length > 0 ? of('TRANSCRIPT') : of('CC');
  const begin = (one: ZoomFile): number => Date.parse(one.recording_start ?? '') || 0;
  const first = Math.min(...wanted.map(begin));
  const files = wanted
    .toSorted((a, b) => begin(a) - begin(b))
    .filter(({ status }) => status === undefined || status === 'completed')
    .flatMap((one) => (one.download_url ? [{ url: one.download_url, offset: (begin(one) - first) / 1000 }] : []));
  return { written: wanted.length > 0, files };
}

/** What was said, by whom and when, in seconds from the beginning of the recording. */
export async function readTranscript(api: PlatformApi, files: readonly TranscriptFile[]): Promise<Cue[]> {
  const cues: Cue[] = [];
  for (const { url, offset } of files) {
    const said = mergeCues(parseVtt(await download(api, url)));
    cues.push(...said.map((cue) => ({ ...cue, start: cue.start + offset })));
  }
  return cues;
}
