import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { untrusted } from '../../../core/untrusted';
import { pathId, read } from '../client';
import { meetingId, zoomId } from '../schema';

const answer = z.object({
  meeting_uuid: z.string(),
  meeting_id: zoomId,
  meeting_topic: z.string().optional(),
  meeting_start_time: z.string().optional(),
  summary_overview: z.string().optional(),
  summary_details: z.array(z.object({ label: z.string().optional(), summary: z.string().optional() })).optional(),
  next_steps: z.array(z.string()).optional(),
  summary_content: z.string().optional(),
  edited_summary: z
    .object({
      summary_overview: z.string().optional(),
      summary_details: z.string().optional(),
      next_steps: z.array(z.string()).optional(),
    })
    .optional(),
});

export const getMeetingSummary = defineTool({
  name: 'get_meeting_summary',
  title: 'Get a meeting’s summary',
  description:
    'Get the summary Zoom’s AI Companion wrote of a past meeting: overview, topics and next steps. It can be wrong: check what matters with get_transcript.',
  input: z.strictObject({ meeting_id: meetingId }),
  output: z.object({
    uuid: z.string(),
    meetingNumber: z.string(),
    topic: untrusted('Topic.'),
    startTime: z.string().optional(),
    overview: untrusted('In short.').optional(),
    details: z.array(z.object({ label: untrusted('Heading.'), text: untrusted('Summary.') })).optional(),
    nextSteps: z.array(untrusted('A step.')).optional(),
    content: untrusted('All of it as Markdown, where Zoom does not tell the parts apart.').optional(),
    edited: z.boolean().describe('Did a person correct it?'),
  }),
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async ({ meeting_id: id }, context) => {
    const raw = await read(context.integration(), path`/meetings/${pathId(id)}/meeting_summary`, answer);
    const own = raw.edited_summary;
    // What a person corrected counts, part by part; Zoom gives the corrected topics as one text.
    const overview = own?.summary_overview || raw.summary_overview;
    const nextSteps = own?.next_steps?.length ? own.next_steps : raw.next_steps;
    const details = own?.summary_details
      ? [{ label: '', text: own.summary_details }]
      : raw.summary_details?.map(({ label = '', summary = '' }) => ({ label, text: summary }));
    return {
      uuid: raw.meeting_uuid,
      meetingNumber: raw.meeting_id,
      topic: raw.meeting_topic ?? '',
      ...(raw.meeting_start_time !== undefined && { startTime: raw.meeting_start_time }),
      ...(overview && { overview }),
      ...(details?.length && { details }),
      ...(nextSteps?.length && { nextSteps }),
      ...(!overview && !details?.length && raw.summary_content && { content: raw.summary_content }),
      edited: Boolean(own?.summary_overview || own?.summary_details || own?.next_steps?.length),
    };
  },
});
