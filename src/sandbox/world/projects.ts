import { RENEWAL, ROLLOUT } from './facts';
import { type PersonKey } from './people';
import { type At } from './time';

/** A piece of work as the company keeps track of it, with what people wrote about it. Texts may name days as `{day:+3}`. */
export interface Task {
  key: string;
  name: string;
  group: string;
  owner: PersonKey;
  status: 'Not started' | 'Working on it' | 'Stuck' | 'Done';
  dueDay: number;
  /** What was said about it at the customer's, where it is a promise. */
  promised?: string;
  made: At;
  updates: readonly {
    from: PersonKey;
    at: At;
    text: string;
    replies?: readonly { from: PersonKey; at: At; text: string }[];
  }[];
  parts?: readonly { name: string; owner: PersonKey; status: Task['status'] }[];
}

export interface Project {
  key: string;
  name: string;
  description: string;
  groups: readonly string[];
  owner: PersonKey;
  /** Who may see it; everybody where it is left out. */
  members?: readonly PersonKey[];
  tasks: readonly Task[];
}

const { firmware, quote, sensors, discount, bug, total } = ROLLOUT;
const CALL: At = [ROLLOUT.callDay, '15:30'];

export const PROJECTS: readonly Project[] = [
  {
    key: 'brackwater',
    name: 'Brackwater rollout',
    description: `${sensors} sensors for Brackwater Utilities before winter. What we promised them stands in the first group.`,
    groups: ['Promises to Brackwater', 'Installation', 'Done'],
    owner: 'tomas',
    tasks: [
      {
        key: 'bw-firmware',
        name: `Firmware ${firmware} with the fix for missing readings`,
        group: 'Promises to Brackwater',
        owner: 'priya',
        status: 'Stuck',
        dueDay: ROLLOUT.fixNewDay,
        promised: `Rollout review on {day:-6}: Priya promised Ruth firmware ${firmware} by {day:-2}, over the air. The bug: ${bug}. New date {day:+2}.`,
        made: CALL,
        updates: [
          {
            from: 'priya',
            at: [-2, '14:35'],
            text: `${firmware} fails the overnight soak test: a buffer fills up after six hours without uplink. Moved from {day:-2} to {day:+2}.`,
            replies: [{ from: 'tomas', at: [-1, '09:40'], text: 'I have told Ruth the new date. Please keep it.' }],
          },
        ],
        parts: [
          { name: 'Second soak test', owner: 'priya', status: 'Working on it' },
          { name: 'Release notes to Emil the day before', owner: 'priya', status: 'Not started' },
        ],
      },
      {
        key: 'bw-quote',
        name: `Revised quote ${quote}`,
        group: 'Promises to Brackwater',
        owner: 'jonas',
        status: 'Done',
        dueDay: ROLLOUT.quoteDay,
        promised: `Rollout review on {day:-6}: Jonas promised ${discount} off for ${sensors} sensors, brackets included, by {day:-4}.`,
        made: CALL,
        updates: [{ from: 'jonas', at: [-4, '10:20'], text: `Sent to Ruth: ${total}, payment within 30 days.` }],
      },
      {
        key: 'bw-training',
        name: 'Training of the field crew at the north depot',
        group: 'Promises to Brackwater',
        owner: 'tomas',
        status: 'Working on it',
        dueDay: ROLLOUT.trainingDay,
        promised: 'Rollout review on {day:-6}: Tomás promised half a day of training, the morning of {day:+3}.',
        made: CALL,
        updates: [],
      },
      {
        key: 'bw-vlan',
        name: 'VLANs for the gateways of the north reservoir',
        group: 'Done',
        owner: 'priya',
        status: 'Done',
        dueDay: -16,
        made: [-20, '10:00'],
        updates: [{ from: 'priya', at: [-16, '09:25'], text: 'Emil sent them, all gateways are online.' }],
      },
      {
        key: 'bw-next',
        name: 'Next fifty sensors',
        group: 'Installation',
        owner: 'tomas',
        status: 'Not started',
        dueDay: 14,
        made: [-5, '09:00'],
        updates: [],
      },
    ],
  },
  {
    key: 'alder',
    name: 'Alder Farms renewal',
    description: `Renewal for ${RENEWAL.sites} sites.`,
    groups: ['To do', 'Done'],
    owner: 'jonas',
    tasks: [
      {
        key: 'al-invoice',
        name: `Invoice ${RENEWAL.invoice} is paid`,
        group: 'To do',
        owner: 'aiko',
        status: 'Stuck',
        dueDay: RENEWAL.dueDay,
        made: [RENEWAL.invoiceDay, '09:00'],
        updates: [
          { from: 'aiko', at: [-7, '11:00'], text: `${RENEWAL.amount} are overdue. They wait for the calibration.` },
        ],
      },
      {
        key: 'al-contract',
        name: 'Renewed contract',
        group: 'To do',
        owner: 'jonas',
        status: 'Working on it',
        dueDay: RENEWAL.endDay,
        made: [RENEWAL.callDay, '12:00'],
        updates: [],
      },
    ],
  },
  {
    key: 'runway',
    name: 'Finance',
    description: 'Money matters.',
    groups: ['This quarter'],
    owner: 'aiko',
    members: ['maren', 'aiko'],
    tasks: [
      {
        key: 'fi-plan',
        name: 'Plan until summer',
        group: 'This quarter',
        owner: 'aiko',
        status: 'Done',
        dueDay: -3,
        made: [-12, '09:00'],
        updates: [],
      },
    ],
  },
];
