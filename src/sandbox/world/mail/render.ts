import { hexId } from '../../kernel/ids';
import { fullName, person, STAFF, type PersonKey } from '../people';
import { moment, withDays } from '../time';
import { type Mail, type MailThread, type Party } from './types';

/** What mail looks like whatever system carries it. */

const isStaff = (party: Party): party is PersonKey => typeof party === 'string' && STAFF.includes(party);

/** Those of the company who have it in their mailbox. */
export const involved = (mail: Mail): PersonKey[] => [
  ...new Set([mail.from, ...mail.to, ...(mail.cc ?? [])].filter(isStaff)),
];

export const emailOf = (party: Party): string => (typeof party === 'string' ? person(party).email : party.email);

export const nameOf = (party: Party): string => (typeof party === 'string' ? fullName(person(party)) : party.name);

export const messageIdOf = (mail: Mail): string =>
  `<${hexId(`mail:${mail.key}`)}@mail.${emailOf(mail.from).split('@')[1]}>`;

export const subjectOf = (thread: MailThread, index: number): string =>
  index > 0 ? `Re: ${thread.subject}` : thread.subject;

export function mailAt(thread: MailThread, index: number): Mail {
  const mail = thread.mails[index];
  if (!mail) throw new Error(`${thread.key} has no mail ${index}`);
  return mail;
}

/** What this mail adds, and what it repeats of the one before it, if anything. */
export function textsOf(thread: MailThread, index: number, anchor: number): { own: string; quoted: string } {
  const mail = mailAt(thread, index);
  const previous = thread.mails[index - 1];
  return {
    own: withDays(mail.text, anchor),
    quoted: mail.quote && previous ? `\n\n${quotation(previous, anchor)}` : '',
  };
}

function quotation(mail: Mail, anchor: number): string {
  const date = new Date(moment(anchor, mail.at)).toUTCString().slice(0, 16);
  const lines = withDays(mail.text, anchor).split('\n');
  return `On ${date}, ${nameOf(mail.from)} <${emailOf(mail.from)}> wrote:\n${lines.map((line) => `> ${line}`).join('\n')}`;
}

export function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<div dir="ltr">${escaped
    .split('\n\n')
    .map((block) => `<p>${block.replaceAll('\n', '<br>')}</p>`)
    .join('')}</div>`;
}
