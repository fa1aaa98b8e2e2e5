import { ROLLOUT } from '../facts';
import { ALDER_THREADS } from './alder';
import { pdf } from './pdf';
import { type MailThread } from './types';

const { quote, total, discount, sensors, unitPrice, firmware, product } = ROLLOUT;

const QUOTE_PDF = pdf([
  `Larkfield Sensors - Quote ${quote}`,
  'For: Brackwater Utilities, Ruth Calder',
  '',
  `${sensors} x ${product} at ${unitPrice}`,
  `Discount for the quantity: ${discount}`,
  'Mounting brackets: included',
  `Total: ${total}`,
  'Payment within 30 days',
]);

const BRACKWATER_THREADS: readonly MailThread[] = [
  {
    key: 'bw-next-steps',
    subject: 'Brackwater rollout: next steps',
    labels: ['Customers/Brackwater'],
    mails: [
      {
        key: 'bw-next-steps-1',
        from: 'tomas',
        to: ['ruth', 'emil'],
        cc: ['maren', 'priya', 'jonas'],
        at: [-6, '17:05'],
        html: true,
        important: true,
        text: `Dear Ruth, dear Emil,\n\nthank you for your time today. What we promised:\n\n1. Firmware ${firmware}, which keeps readings when a gateway loses its uplink: by {day:-2} (Priya)\n2. A revised quote for ${sensors} sensors with ${discount} off, brackets included: by {day:-4} (Jonas)\n3. Training for the field crew at the north depot, morning of {day:+3} (me)\n\nEmil gets the release notes the day before the firmware goes out.\n\nBest wishes\nTomás`,
      },
      {
        key: 'bw-next-steps-2',
        from: 'ruth',
        to: ['tomas'],
        cc: ['maren', 'priya', 'jonas', 'emil'],
        at: [-5, '08:20'],
        quote: true,
        archived: ['priya', 'jonas'],
        text: 'Tomás,\n\nthat is how I have it too. The weir matters most, please make sure the firmware reaches it first.\n\nRuth',
      },
      {
        key: 'bw-next-steps-3',
        from: 'ruth',
        to: ['tomas'],
        cc: ['maren', 'priya'],
        at: [-2, '21:40'],
        quote: true,
        unread: ['maren'],
        starred: ['tomas'],
        important: true,
        text: `Tomás,\n\ntoday was the day for firmware ${firmware}, and Emil has no release notes. Where is it? We had another gap at the weir this afternoon.\n\nRuth`,
      },
      {
        key: 'bw-next-steps-4',
        from: 'tomas',
        to: ['ruth'],
        cc: ['maren', 'priya', 'emil'],
        at: [-1, '10:15'],
        html: true,
        text: `Dear Ruth,\n\nyou should have heard this from me first, I am sorry. ${firmware} failed our overnight soak test: a buffer filled up after six hours without uplink. The fix is in and being tested again. The new date is {day:+2}, the weir goes first, and Emil has the release notes the day before.\n\nTomás`,
      },
      {
        key: 'bw-next-steps-5',
        from: 'ruth',
        to: ['tomas'],
        cc: ['maren', 'priya', 'emil'],
        at: [-1, '16:30'],
        quote: true,
        unread: ['maren', 'tomas', 'priya'],
        important: true,
        text: 'Thank you for being open about it. {day:+2} then, but please not a day later: on the day after I report to our board.\n\nRuth',
      },
    ],
  },
  {
    key: 'bw-quote',
    subject: `Quote ${quote} for ${sensors} sensors`,
    labels: ['Customers/Brackwater', 'Follow up'],
    mails: [
      {
        key: 'bw-quote-1',
        from: 'jonas',
        to: ['ruth'],
        cc: ['maren'],
        at: [-4, '10:05'],
        html: true,
        text: `Dear Ruth,\n\nattached is quote ${quote}: ${sensors} ${product}s at ${unitPrice}, less ${discount}, brackets included. In total ${total}, payable within 30 days.\n\nBest regards\nJonas`,
        attachment: { filename: `${quote}.pdf`, mimeType: 'application/pdf', text: QUOTE_PDF },
      },
      {
        key: 'bw-quote-2',
        from: 'ruth',
        to: ['jonas'],
        cc: ['maren'],
        at: [-3, '11:48'],
        quote: true,
        text: 'Jonas, thank you. It is with procurement. You have an answer by our next review on {day:+8}. Thirty days is fine.\n\nRuth',
      },
      {
        key: 'bw-quote-3',
        from: 'jonas',
        to: ['ruth'],
        at: [-3, '12:10'],
        text: 'Perfect, I will keep the price for you until the end of the month.\n\nJonas',
      },
    ],
  },
  {
    key: 'bw-vlan',
    subject: 'VLAN numbers for the reservoir sites',
    labels: ['Customers/Brackwater'],
    mails: [
      {
        key: 'bw-vlan-1',
        from: 'emil',
        to: ['tomas'],
        at: [-16, '08:31'],
        text: 'Dobrý den Tomás,\n\nthe VLANs are in the attached table. The weir hangs on a microwave link, please expect it to drop in heavy rain.\n\nEmil Novák',
        attachment: {
          filename: 'vlans.csv',
          mimeType: 'text/csv',
          text: 'site,vlan,uplink\nnorth reservoir,310,fibre\nsouth reservoir,311,fibre\nweir,312,microwave\npump house,313,LTE\n',
        },
      },
      {
        key: 'bw-vlan-2',
        from: 'tomas',
        to: ['priya'],
        at: [-16, '08:50'],
        quote: true,
        archived: ['priya'],
        text: 'Priya, here they are. Note what he says about the weir.\n\nTomás',
      },
    ],
  },
  {
    key: 'bw-training',
    subject: 'Training for the field crew',
    labels: ['Customers/Brackwater'],
    mails: [
      {
        key: 'bw-training-1',
        from: 'tomas',
        to: ['ruth'],
        at: [-5, '09:10'],
        text: 'Dear Ruth,\n\nfor {day:+3}: I need a room with a screen, and one gateway we may switch off. How many people will come?\n\nTomás',
      },
      {
        key: 'bw-training-2',
        from: 'ruth',
        to: ['tomas'],
        at: [-4, '07:55'],
        quote: true,
        text: 'Nine people, and two more from the night shift by video. The room is booked from half past eight until noon.\n\nRuth',
      },
      {
        key: 'bw-training-3',
        from: 'tomas',
        to: ['ruth'],
        cc: ['maren'],
        at: [-3, '09:30'],
        text: 'Wonderful. I have made a Zoom meeting for the two of them, you have the invitation.\n\nTomás',
      },
    ],
  },
];

export const CUSTOMER_THREADS: readonly MailThread[] = [...BRACKWATER_THREADS, ...ALDER_THREADS];
