import { OUTAGE, RENEWAL } from '../facts';
import { pdf } from './pdf';
import { type MailThread } from './types';

const { invoice, amount, creditMonths, sites } = RENEWAL;

const INVOICE_PDF = pdf([
  `Larkfield Sensors - Invoice ${invoice}`,
  'For: Alder Farms, Sofia Lindqvist',
  '',
  `Subscription and yearly calibration, ${sites} sites: ${amount}`,
  'Payable within 30 days',
]);

export const ALDER_THREADS: readonly MailThread[] = [
  {
    key: 'alder-invoice',
    subject: `Invoice ${invoice}`,
    labels: ['Customers/Alder Farms', 'Finance'],
    mails: [
      {
        key: 'alder-invoice-1',
        from: 'aiko',
        to: ['sofia'],
        at: [RENEWAL.invoiceDay, '10:00'],
        text: `Dear Sofia,\n\nplease find attached invoice ${invoice} over ${amount}, payable by {day:-8}.\n\nKind regards\nAiko Tanaka`,
        attachment: { filename: `${invoice}.pdf`, mimeType: 'application/pdf', text: INVOICE_PDF },
      },
      {
        key: 'alder-invoice-2',
        from: 'aiko',
        to: ['sofia'],
        cc: ['jonas'],
        at: [-7, '09:00'],
        text: `Dear Sofia,\n\ninvoice ${invoice} over ${amount} was due on {day:-8}, and we have not received it yet. Is anything missing?\n\nAiko`,
      },
      {
        key: 'alder-invoice-3',
        from: 'sofia',
        to: ['aiko'],
        cc: ['jonas', 'maren'],
        at: [-5, '13:22'],
        quote: true,
        important: true,
        unread: ['maren'],
        text: 'Dear Aiko,\n\nthe invoice includes the calibration of all sites, and two of them still wait for it. We pay as soon as the calibration is done, as I told Jonas on the phone.\n\nSofia',
      },
      {
        key: 'alder-invoice-4',
        from: 'aiko',
        to: ['maren'],
        cc: ['jonas'],
        at: [-4, '15:40'],
        starred: ['maren'],
        text: `Maren, how do you want to handle ${invoice}? The ${amount} are in this month's plan. I would wait with the second reminder until the calibration has a date.\n\nAiko`,
      },
    ],
  },
  {
    key: 'alder-renewal',
    subject: 'Renewal for the coming year',
    labels: ['Customers/Alder Farms', 'Follow up'],
    mails: [
      {
        key: 'alder-renewal-1',
        from: 'jonas',
        to: ['sofia'],
        cc: ['maren'],
        at: [-12, '16:45'],
        html: true,
        text: `Dear Sofia,\n\nthank you for the open words today. To make up for the late calibration you get ${creditMonths} months free on the renewal, which begins on {day:+24}. I send the paper as soon as the calibration of the last two sites is done.\n\nJonas`,
      },
      {
        key: 'alder-renewal-2',
        from: 'sofia',
        to: ['jonas'],
        cc: ['maren'],
        at: [-11, '07:40'],
        quote: true,
        text: 'Thank you Jonas. Then let us get the calibration done first. Who comes, and when?\n\nSofia',
      },
      {
        key: 'alder-renewal-3',
        from: 'jonas',
        to: ['tomas'],
        cc: ['maren'],
        at: [-11, '08:15'],
        text: 'Tomás, can you name Sofia a day for the calibration of the last two sites? Without it neither the invoice nor the renewal moves.\n\nJonas',
      },
      {
        key: 'alder-renewal-4',
        from: 'sofia',
        to: ['jonas'],
        cc: ['tomas', 'maren'],
        at: [-1, '11:05'],
        unread: ['maren', 'jonas'],
        important: true,
        text: 'Jonas, Tomás,\n\nit is more than a week now and nobody has named a day. I want to renew, please make it easy for me.\n\nSofia',
      },
    ],
  },
  {
    key: 'outage',
    subject: 'Late readings this morning',
    labels: ['Customers/Alder Farms', 'Customers/Brackwater'],
    mails: [
      {
        key: 'outage-1',
        from: 'maren',
        to: ['ruth', 'sofia'],
        cc: ['tomas', 'priya'],
        at: [OUTAGE.day, '09:30'],
        important: true,
        text: `Dear Ruth, dear Sofia,\n\nfrom ${OUTAGE.start} to ${OUTAGE.end} UTC this morning your readings arrived late. The cause was ${OUTAGE.cause}; ${OUTAGE.lost}. You get our review of it within the week.\n\nMaren`,
      },
      {
        key: 'outage-2',
        from: 'sofia',
        to: ['maren'],
        at: [OUTAGE.day, '10:12'],
        quote: true,
        text: 'Thank you for telling us before we noticed. Our irrigation ran on the old values for an hour, no harm done.\n\nSofia',
      },
      {
        key: 'outage-3',
        from: 'maren',
        to: ['ruth', 'sofia'],
        cc: ['tomas', 'priya'],
        at: [-7, '15:00'],
        text: 'Dear Ruth, dear Sofia,\n\nthe review in short: a warning about the certificate had gone to a mailbox nobody reads any more. Certificates now renew themselves, and warnings go to a channel with people in it.\n\nMaren',
      },
    ],
  },
];
