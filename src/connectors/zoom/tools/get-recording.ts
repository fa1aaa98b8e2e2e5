import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { pathId, read } from '../client';
import { playableFile, recordingHead, toFile, toHead, zoomRecording } from '../recordings';
import { meetingId } from '../schema';

export const getRecording = defineTool({
  name: 'get_recording',
  title: 'Get a recording',
  description:
    'Get the cloud recording of one meeting: a link to share, its passcode, and each file with a link to watch it in a browser.',
  input: z.strictObject({ meeting_id: meetingId }),
  output: z.object({ ...recordingHead, passcode: z.string().optional(), files: z.array(playableFile) }),
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async ({ meeting_id: id }, context) => {
    const raw = await read(context.integration(), path`/meetings/${pathId(id)}/recordings`, zoomRecording);
    return {
      ...toHead(raw),
      ...(raw.password && { passcode: raw.password }),
      files: (raw.recording_files ?? []).map((file) => ({
        ...toFile(file),
        ...(file.play_url !== undefined && { playUrl: file.play_url }),
      })),
    };
  },
});
