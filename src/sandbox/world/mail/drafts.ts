import { type MailDraft } from './types';

/** What somebody began to write and has not sent. */
export const DRAFTS: readonly MailDraft[] = [
  {
    owner: 'maren',
    thread: 'alder-renewal',
    to: ['sofia'],
    subject: 'Re: Renewal for the coming year',
    text: 'Dear Sofia,\n\nyou are right, and I am sorry. Tomás comes to you on',
    at: [-1, '12:30'],
  },
];
