import { HIRING, OUTAGE, RENEWAL, ROLLOUT } from '../facts';
import { type Meeting } from './types';

const { creditMonths, sites } = RENEWAL;

export const HOUSE_MEETINGS: readonly Meeting[] = [
  {
    key: 'alder-renewal',
    topic: 'Alder Farms renewal',
    agenda: 'The past year, late calibration, terms of the renewal',
    host: 'maren',
    invited: ['jonas', 'sofia'],
    at: [RENEWAL.callDay, '15:30'],
    minutes: 45,
    held: [
      {
        at: [RENEWAL.callDay, '15:30'],
        minutes: 38,
        attended: ['maren', 'jonas', 'sofia'],
        lines: [
          ['jonas', 'Sofia, your subscription ends on {day:+24}. I would like to hear how the year was.'],
          [
            'sofia',
            `The sensors are fine. The service was not: two of our ${sites} sites wait for their calibration since spring.`,
          ],
          ['maren', 'That is our fault. We have one person for calibrations, and he is at Brackwater a lot.'],
          ['sofia', 'I understand that, but I pay for all of them. Until it is done I also keep the invoice.'],
          ['jonas', `Would ${creditMonths} months free on the renewal make up for the delay?`],
          ['sofia', 'Yes, if the calibration has a date within two weeks.'],
          ['maren', 'Tomás names you a day. And we are hiring a second person for the field.'],
          ['sofia', 'Good. Then we renew.'],
        ],
        summary: {
          overview: `Alder Farms renews if the last two of ${sites} sites are calibrated. ${creditMonths} months free were promised.`,
          details: [
            { label: 'Calibration', summary: 'Two sites wait since spring; a date is expected within two weeks.' },
            {
              label: 'Invoice',
              summary: `${RENEWAL.invoice} (${RENEWAL.amount}) is held back until the calibration is done.`,
            },
          ],
          next: ['Tomás: name a day for the calibration', 'Jonas: renewal paper after the calibration'],
        },
      },
    ],
  },
  {
    key: 'outage-review',
    topic: 'Outage review',
    agenda: `What happened on the morning of the outage (${OUTAGE.minutes} minutes), and what changes`,
    host: 'priya',
    invited: ['maren', 'tomas'],
    at: [OUTAGE.day + 1, '10:00'],
    minutes: 30,
    held: [
      {
        at: [OUTAGE.day + 1, '10:03'],
        minutes: 29,
        attended: ['priya', 'maren', 'tomas'],
        lines: [
          [
            'priya',
            `The cause was ${OUTAGE.cause}. It ran out at ${OUTAGE.start}, and I had it renewed at ${OUTAGE.end}.`,
          ],
          ['maren', 'Was there a warning?'],
          ['priya', 'There was, two weeks before, by mail. I archived it unread. That is the real cause.'],
          ['tomas', 'Customers noticed late values, nobody lost any. Sofia was kind about it.'],
          ['priya', 'Two changes: certificates renew themselves, and warnings go to the engineering channel.'],
          ['maren', 'Thank you. I write to the customers.'],
        ],
        summary: {
          overview: `An outage of ${OUTAGE.minutes} minutes, caused by ${OUTAGE.cause}; ${OUTAGE.lost}.`,
          details: [{ label: 'Real cause', summary: 'The warning went to a mailbox and was archived unread.' }],
          next: [
            'Priya: automatic renewal',
            'Priya: warnings into the engineering channel',
            'Maren: write to the customers',
          ],
        },
      },
    ],
  },
  {
    key: 'weekly',
    topic: 'Larkfield weekly',
    agenda: 'What happened, what is next, what is stuck',
    host: 'maren',
    invited: ['tomas', 'priya', 'jonas', 'aiko'],
    at: [-21, '09:00'],
    minutes: 30,
    weeks: 8,
    held: [
      { at: [-21, '09:01'], minutes: 27, attended: ['maren', 'tomas', 'priya', 'jonas', 'aiko'] },
      { at: [-14, '09:02'], minutes: 31, attended: ['maren', 'tomas', 'priya', 'aiko'] },
      {
        at: [-7, '09:00'],
        minutes: 33,
        attended: ['maren', 'tomas', 'priya', 'jonas', 'aiko'],
        lines: [
          ['maren', 'What happened last week: the outage, reviewed and closed. Thank you Priya.'],
          ['jonas', 'Alder Farms will renew, with the calibration as the condition.'],
          ['aiko', `${RENEWAL.invoice} is overdue, the first reminder goes out today.`],
          ['tomas', 'Brackwater review is tomorrow. Ruth will ask about the missing readings.'],
          ['priya', `By then I know whether ${ROLLOUT.firmware} solves it.`],
          ['maren', 'Then the review is what this week is about.'],
        ],
        summary: {
          overview: 'The outage is closed; the week is about the Brackwater review and the Alder Farms calibration.',
          details: [{ label: 'Stuck', summary: `Calibration at Alder Farms, and with it ${RENEWAL.invoice}.` }],
          next: ['Aiko: reminder for the invoice', `Priya: a verdict on ${ROLLOUT.firmware}`],
        },
      },
    ],
  },
  {
    key: 'one-to-one',
    topic: 'Maren and Priya',
    agenda: '',
    host: 'maren',
    invited: ['priya'],
    at: [-3, '16:00'],
    minutes: 30,
    held: [{ at: [-3, '16:04'], minutes: 22, attended: ['maren', 'priya'] }],
  },
  {
    key: 'interview',
    topic: `Interview: ${HIRING.candidate}, ${HIRING.role}`,
    agenda: 'Calibration in the field, working alone, driving licence',
    host: 'maren',
    invited: ['priya'],
    guest: { name: HIRING.candidate, email: HIRING.candidateEmail },
    at: [HIRING.interviewDay, '14:00'],
    minutes: 60,
    held: [],
  },
  {
    key: 'pipeline',
    topic: 'Pipeline review',
    agenda: `Quote ${ROLLOUT.quote}, renewal of Alder Farms`,
    host: 'jonas',
    invited: ['maren', 'aiko'],
    at: [1, '11:00'],
    minutes: 30,
    held: [],
  },
];
