import { HIRING, OUTAGE, RENEWAL, ROLLOUT } from '../facts';
import { pdf } from './pdf';
import { type MailThread } from './types';

const { role, candidate, candidateEmail } = HIRING;
const hannah = { name: candidate, email: candidateEmail };

export const HOUSE_THREADS: readonly MailThread[] = [
  {
    key: 'hiring',
    subject: `Application: ${role}`,
    labels: ['Hiring'],
    mails: [
      {
        key: 'hiring-1',
        from: hannah,
        to: ['maren'],
        at: [-8, '18:20'],
        text: `Dear Ms Holt,\n\nI would like to apply as ${role}. For four years I have installed and calibrated water meters in the field, and I like working outside better than at a desk. My CV is attached.\n\n${candidate}`,
        attachment: {
          filename: 'cv-hannah-brandt.pdf',
          mimeType: 'application/pdf',
          text: pdf([candidate, 'Water meter technician, four years', 'Calibration of flow and quality sensors']),
        },
      },
      {
        key: 'hiring-2',
        from: 'maren',
        to: [hannah],
        cc: ['priya'],
        at: [-6, '09:05'],
        text: 'Dear Hannah,\n\nthat reads well. Would {day:+4} suit you for an hour by video, with Priya and me?\n\nMaren',
      },
      {
        key: 'hiring-3',
        from: hannah,
        to: ['maren'],
        cc: ['priya'],
        at: [-6, '19:12'],
        quote: true,
        text: '{day:+4} suits me well, in the afternoon if possible.\n\nHannah',
      },
    ],
  },
  {
    key: 'soak-test',
    subject: `Soak test of ${ROLLOUT.firmware}`,
    mails: [
      {
        key: 'soak-test-1',
        from: 'priya',
        to: ['maren'],
        cc: ['tomas'],
        at: [-2, '07:50'],
        unread: ['maren'],
        text: `Maren,\n\nthe overnight test of ${ROLLOUT.firmware} failed at 03:12: with no uplink for six hours the buffer is full and the oldest readings go. I would rather be late than ship this. I need two days.\n\nPriya`,
      },
      {
        key: 'soak-test-2',
        from: 'maren',
        to: ['priya'],
        cc: ['tomas'],
        at: [-2, '08:30'],
        quote: true,
        text: 'Right decision. Tell Tomás the new date as soon as you believe in it yourself.\n\nMaren',
      },
    ],
  },
  {
    key: 'cash',
    subject: 'Cash plan until summer',
    labels: ['Finance'],
    mails: [
      {
        key: 'cash-1',
        from: 'aiko',
        to: ['maren'],
        at: [-10, '14:00'],
        starred: ['maren'],
        text: `Maren, the plan until summer in two sentences: with the Brackwater order (${ROLLOUT.total}) and ${RENEWAL.invoice} (${RENEWAL.amount}) we reach next autumn, without them it is spring. The table is attached, please keep it to yourself.\n\nAiko`,
        attachment: {
          filename: 'cash-plan.csv',
          mimeType: 'text/csv',
          text: 'case,runway in months\nwith both,11\nwithout Brackwater,7\nwithout both,6\n',
        },
      },
      {
        key: 'cash-2',
        from: 'maren',
        to: ['aiko'],
        at: [-10, '17:25'],
        quote: true,
        text: 'Understood. Then both of them come first, before anything new.\n\nMaren',
      },
    ],
  },
  {
    key: 'lunch',
    subject: 'Lunch on Thursday?',
    mails: [
      {
        key: 'lunch-1',
        from: 'aiko',
        to: ['maren', 'tomas', 'priya', 'jonas'],
        at: [-4, '11:00'],
        archived: ['maren'],
        text: 'The new place by the harbour has a table for five. Who is in?\n\nAiko',
      },
      {
        key: 'lunch-2',
        from: 'tomas',
        to: ['aiko'],
        cc: ['maren', 'priya', 'jonas'],
        at: [-4, '11:06'],
        archived: ['maren'],
        text: '¡Yo! Vegetarian, please.\n\nTomás',
      },
    ],
  },
  {
    key: 'certificate-warning',
    subject: 'Warning: certificate of ingest.larkfield.example expires in 14 days',
    mails: [
      {
        key: 'certificate-warning-1',
        from: { name: 'Watchtower Monitoring', email: 'alerts@watchtower.example' },
        to: ['priya'],
        at: [OUTAGE.day - 14, '06:00'],
        archived: ['priya'],
        text: 'The certificate of ingest.larkfield.example expires in 14 days. This is an automatic message.',
      },
    ],
  },
  {
    key: 'zoom-recording',
    subject: 'Cloud recording of Brackwater rollout review is now available',
    mails: [
      {
        key: 'zoom-recording-1',
        from: { name: 'Zoom', email: 'no-reply@zoom.example' },
        to: ['maren'],
        at: [ROLLOUT.callDay, '15:32'],
        html: true,
        archived: ['maren'],
        text: 'Hi Maren Holt,\n\nyour cloud recording and its transcript are now available.\n\nTopic: Brackwater rollout review',
      },
    ],
  },
  {
    key: 'newsletter',
    subject: 'Sensor Weekly: what rain does to microwave links',
    mails: [
      {
        key: 'newsletter-1',
        from: { name: 'Sensor Weekly', email: 'news@sensorweekly.example' },
        to: ['maren'],
        at: [-3, '05:00'],
        html: true,
        newsletter: true,
        unread: ['maren'],
        text: 'This week: rain fade explained, five gateways compared, and an interview about calibration in the field.',
      },
    ],
  },
  {
    key: 'spam',
    subject: 'Your parcel is waiting for a small payment',
    mails: [
      {
        key: 'spam-1',
        from: { name: 'Parcel Desk', email: 'desk@parcel-now.example' },
        to: ['maren'],
        at: [-2, '03:33'],
        spam: true,
        unread: ['maren'],
        text: 'Dear customer, pay 1.99 today or your parcel is sent back.',
      },
    ],
  },
];
