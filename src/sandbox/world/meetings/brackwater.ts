import { ROLLOUT } from '../facts';
import { type Meeting } from './types';

const { quote, discount, sensors, firmware, bug } = ROLLOUT;

/** The call everything else is about: three promises, repeated in the chat and in the mails. */
export const BRACKWATER_MEETINGS: readonly Meeting[] = [
  {
    key: 'bw-kickoff',
    topic: 'Brackwater kick-off',
    agenda: 'Pilot results, scope of the rollout, who does what',
    host: 'maren',
    invited: ['tomas', 'jonas', 'ruth', 'emil'],
    at: [-20, '13:00'],
    minutes: 45,
    held: [
      {
        at: [-20, '13:02'],
        minutes: 41,
        attended: ['maren', 'tomas', 'jonas', 'ruth', 'emil'],
        lines: [
          [
            'maren',
            'Welcome everybody. The pilot ran for three months with thirty sensors, and today we talk about the rest.',
          ],
          [
            'ruth',
            `My crews like the sensors. We want ${sensors} of them live before winter, the north reservoir first.`,
          ],
          ['emil', 'From the network side I need a VLAN per site. I will send the numbers within the week.'],
          ['jonas', 'I will prepare a quote for the full volume, with a discount for the quantity.'],
          ['tomas', 'And I am your contact for everything that does not work. Please write to me first.'],
          ['ruth', 'One thing from the pilot: when a gateway was offline for a while, some readings never arrived.'],
          ['maren', 'We will look into that before anything ships. Tomás takes it to Priya.'],
        ],
        summary: {
          overview: `Brackwater Utilities wants ${sensors} sensors live before winter, beginning with the north reservoir.`,
          details: [
            { label: 'Scope', summary: `${sensors} sensors at all sites, north reservoir first.` },
            { label: 'Network', summary: 'Emil Novák provides a VLAN per site.' },
            { label: 'Known problem', summary: 'Readings went missing in the pilot when a gateway was offline.' },
          ],
          next: ['Emil sends the VLAN numbers', 'Jonas prepares a quote', 'Tomás takes the missing readings to Priya'],
        },
      },
    ],
  },
  {
    key: 'bw-review',
    topic: 'Brackwater rollout review',
    agenda: `Where the rollout stands; missing readings; quote for ${sensors} sensors; training`,
    host: 'maren',
    invited: ['tomas', 'jonas', 'priya', 'ruth', 'emil'],
    at: [ROLLOUT.callDay, '14:00'],
    minutes: 60,
    held: [
      {
        at: [ROLLOUT.callDay, '14:01'],
        minutes: 58,
        attended: ['maren', 'tomas', 'jonas', 'priya', 'ruth', 'emil'],
        lines: [
          ['maren', 'Thank you for making the time. Ruth, you asked for this review, so please begin.'],
          [
            'ruth',
            'Forty sensors are in the water and they work. What worries me is the gaps in the charts from the weir.',
          ],
          ['priya', `We found the cause: ${bug}. The readings sit in memory and are overwritten.`],
          ['emil', 'The weir has a microwave link that drops in heavy rain. It will happen again.'],
          ['priya', `The fix is part of firmware ${firmware}. You have it by {day:-2}, and it installs over the air.`],
          ['ruth', 'Good, I will hold you to that. Then the commercial side. At this volume I expect a better price.'],
          [
            'jonas',
            `For ${sensors} units I can offer ${discount}. You get the revised quote, number ${quote}, by {day:-4}.`,
          ],
          ['ruth', 'That works if it includes the mounting brackets.'],
          ['jonas', 'It does. Brackets are included.'],
          [
            'tomas',
            'And training: I come to you on {day:+3} and train the field crew, half a day, at the north depot.',
          ],
          ['ruth', 'Make it the morning, the crew is out from noon.'],
          ['tomas', 'The morning it is.'],
          [
            'maren',
            'Let me repeat the three promises. Firmware from Priya, the quote from Jonas, training from Tomás.',
          ],
          ['emil', 'Please also send me the release notes before the firmware goes out.'],
          ['priya', 'You will have them the day before.'],
          ['maren', 'Thank you all. We speak again in two weeks.'],
        ],
        summary: {
          overview: `Forty of ${sensors} sensors are live. Gaps in the readings come from a firmware bug; three promises were made.`,
          details: [
            { label: 'Missing readings', summary: `Cause: ${bug}. Fixed in firmware ${firmware}, due {day:-2}.` },
            {
              label: 'Price',
              summary: `${discount} discount for ${sensors} units, brackets included, quote ${quote} due {day:-4}.`,
            },
            { label: 'Training', summary: 'Half a day for the field crew at the north depot, morning of {day:+3}.' },
          ],
          next: [
            `Priya: firmware ${firmware} by {day:-2}, release notes to Emil the day before`,
            `Jonas: revised quote ${quote} by {day:-4}`,
            'Tomás: training at the north depot on {day:+3}',
          ],
        },
      },
    ],
  },
  {
    key: 'bw-training',
    topic: 'Brackwater field crew training',
    agenda: 'Mounting, commissioning, what the lights mean. Remote part for the crew that stays at the depot.',
    host: 'tomas',
    invited: ['ruth', 'emil'],
    at: [ROLLOUT.trainingDay, '08:30'],
    minutes: 180,
    held: [],
  },
  {
    key: 'bw-follow-up',
    topic: 'Brackwater rollout review 2',
    agenda: `Firmware ${firmware} in the field; decision on quote ${quote}; next fifty sensors`,
    host: 'maren',
    invited: ['tomas', 'jonas', 'priya', 'ruth', 'emil'],
    at: [8, '14:00'],
    minutes: 60,
    held: [],
  },
];
