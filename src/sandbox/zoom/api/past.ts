import { json } from '../../kernel/call';
import { isoSeconds } from '../../world/time';
import { refuse } from '../failure';
import { participantsShape, pastShape, summaryShape } from '../shapes';
import { ownInstance, ownMeeting } from './find';
import { type Operation } from './operation';
import { pageOf } from './paging';

export const PAST_OPERATIONS: Record<string, Operation> = {
  'GET /v2/past_meetings/:meetingId': {
    scope: 'meeting:read:past_meeting',
    category: 'Light',
    run: (_, { meetingId = '' }, context) => json(pastShape(ownInstance(meetingId, context))),
  },
  'GET /v2/past_meetings/:meetingId/participants': {
    scope: 'meeting:read:list_past_participants',
    category: 'Medium',
    run: (call, { meetingId = '' }, context) => {
      const instance = ownInstance(meetingId, context);
      const everybody = participantsShape(instance);
      const page = pageOf(call, `participants:${instance.uuid}`, everybody, context.sandbox.now());
      return json({
        page_count: Math.ceil(everybody.length / page.size),
        page_size: page.size,
        total_records: everybody.length,
        next_page_token: page.next,
        participants: page.items,
      });
    },
  },
  'GET /v2/past_meetings/:meetingId/instances': {
    scope: 'meeting:read:list_past_instances',
    category: 'Medium',
    run: (_, { meetingId = '' }, context) => {
      const { id } = ownMeeting(meetingId, context);
      const held = context.rooms.past(context.me).filter((instance) => instance.meetingId === id);
      return json({ meetings: held.map(({ uuid, start }) => ({ uuid, start_time: isoSeconds(start) })) });
    },
  },
  'GET /v2/meetings/:meetingId/meeting_summary': {
    scope: 'meeting:read:summary',
    category: 'Light',
    run: (_, { meetingId = '' }, context) => {
      const summary = summaryShape(ownInstance(meetingId, context));
      return summary ? json(summary) : refuse(404, 3001, 'This meeting has no summary.');
    },
  },
};
