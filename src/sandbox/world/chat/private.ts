import { HIRING, RENEWAL, ROLLOUT } from '../facts';
import { type ChatMessage } from './types';

/** What only some people may read: a token of anybody else must not find it. */
export const PRIVATE_MESSAGES: readonly ChatMessage[] = [
  {
    key: 'lead-runway',
    channel: 'leadership',
    from: 'aiko',
    at: [-10, '14:05'],
    text: `Runway: 11 months with the Brackwater order (${ROLLOUT.total}) and ${RENEWAL.invoice}, 6 without. Please keep that here.`,
  },
  {
    key: 'lead-runway-maren',
    channel: 'leadership',
    from: 'maren',
    at: [-10, '14:30'],
    text: 'Then nothing is more important than those two. The field engineer stays in the plan.',
    thread: 'lead-runway',
    reactions: { '+1': ['priya', 'aiko'] },
  },
  {
    key: 'lead-candidate',
    channel: 'leadership',
    from: 'maren',
    at: [-6, '09:10'],
    text: `${HIRING.candidate} applied as ${HIRING.role}, four years of calibration in the field. Interview on {day:+4}, @priya please join.`,
    reactions: { '+1': ['priya'] },
  },
  {
    key: 'lead-salary',
    channel: 'leadership',
    from: 'aiko',
    at: [-6, '10:00'],
    text: 'The budget for that position is 48,000 a year plus the van.',
    thread: 'lead-candidate',
  },
  {
    key: 'dm-mt-1',
    channel: 'dm-maren-tomas',
    from: 'maren',
    at: [-1, '17:00'],
    text: 'How is Ruth, honestly?',
  },
  {
    key: 'dm-mt-2',
    channel: 'dm-maren-tomas',
    from: 'tomas',
    at: [-1, '17:04'],
    text: 'Annoyed, but she stays. If {day:+2} slips too we lose her. And I owe Sofia a day for the calibration, I will name one tomorrow.',
  },
  {
    key: 'dm-mt-3',
    channel: 'dm-maren-tomas',
    from: 'maren',
    at: [-1, '17:06'],
    text: 'Take a week of my time for it if you need, I can still hold a screwdriver.',
    reactions: { joy: ['tomas'] },
  },
  {
    key: 'dm-pj-1',
    channel: 'dm-priya-jonas',
    from: 'jonas',
    at: [-6, '16:10'],
    text: 'You looked unhappy when I said {day:-2} would work for the firmware.',
  },
  {
    key: 'dm-pj-2',
    channel: 'dm-priya-jonas',
    from: 'priya',
    at: [-6, '16:14'],
    text: 'I said it myself. I just have not slept much since the outage.',
  },
  {
    key: 'dm-ma-1',
    channel: 'dm-maren-aiko',
    from: 'aiko',
    at: [-4, '15:45'],
    text: `I sent you a mail about ${RENEWAL.invoice}. Shall I send a second reminder?`,
  },
  {
    key: 'dm-ma-2',
    channel: 'dm-maren-aiko',
    from: 'maren',
    at: [-4, '16:10'],
    text: 'No reminder until they are calibrated. We are late, not they.',
    reactions: { ok_hand: ['aiko'] },
  },
];
