import { hexId } from '../kernel/ids';
import { buildMime, formatAddress } from '../kernel/mime/build';
import { encodeWords } from '../kernel/mime/words';
import { utf8 } from '../kernel/crypto';
import { type Sandbox } from '../platform';
import { DRAFTS, MAIL_LABELS, THREADS, type Mail, type MailThread, type Party } from '../world/mail';
import { emailOf, htmlOf, involved, mailAt, messageIdOf, subjectOf, textsOf } from '../world/mail/render';
import { fullName, person, STAFF, type PersonKey } from '../world/people';
import { moment } from '../world/time';
import { Mailbox } from './mailbox';

export function seedGmail(sandbox: Sandbox): void {
  const boxes = new Map(STAFF.map((key) => [key, new Mailbox(sandbox, key)]));
  const labelIds = new Map<string, string>();
  for (const box of boxes.values()) {
    for (const name of MAIL_LABELS) labelIds.set(name, box.saveLabel({ name, ...SHOWN }).id);
  }
  const all = THREADS.flatMap((thread) => thread.mails.map((mail, index) => ({ thread, mail, index })));
  all.sort((a, b) => moment(sandbox.anchor, a.mail.at) - moment(sandbox.anchor, b.mail.at));
  const threadIds = new Map<string, string>();
  for (const { thread, mail, index } of all) {
    const date = moment(sandbox.anchor, mail.at);
    const raw = rawOf(thread, index, sandbox.anchor);
    for (const key of involved(mail)) {
      const box = boxes.get(key);
      const threadKey = `${key}:${thread.key}`;
      const labels = labelsOf(thread, mail, key, labelIds);
      const added = box?.add({ raw, labels, date, threadId: threadIds.get(threadKey), name: mail.key });
      if (added) threadIds.set(threadKey, added.threadId);
    }
  }
  for (const draft of DRAFTS) {
    const box = boxes.get(draft.owner);
    const thread = THREADS.find(({ key }) => key === draft.thread);
    const last = thread?.mails.at(-1);
    const raw = buildMime({
      headers: [
        ['From', addressOf(draft.owner)],
        ['To', draft.to.map(addressOf).join(', ')],
        ['Subject', encodeWords(draft.subject)],
        ['Date', dateHeader(moment(sandbox.anchor, draft.at))],
        ...(last ? [['In-Reply-To', messageIdOf(last)] as const, ['References', messageIdOf(last)] as const] : []),
      ],
      text: draft.text,
      seed: 'draft',
    });
    const date = moment(sandbox.anchor, draft.at);
    const threadId = threadIds.get(`${draft.owner}:${draft.thread ?? ''}`);
    const message = box?.add({ raw, labels: ['DRAFT'], date, threadId, name: `draft:${draft.subject}` });
    if (message) box?.saveDraft(message.id);
  }
}

const SHOWN = { messageListVisibility: 'show', labelListVisibility: 'labelShow' } as const;

function labelsOf(thread: MailThread, mail: Mail, owner: PersonKey, ids: ReadonlyMap<string, string>): string[] {
  if (mail.spam) return ['SPAM', 'UNREAD'];
  const own = (thread.labels ?? []).map((name) => ids.get(name) ?? name);
  if (mail.from === owner) return ['SENT', ...own];
  return [
    ...(mail.archived?.includes(owner) ? [] : ['INBOX']),
    ...(mail.unread?.includes(owner) ? ['UNREAD'] : []),
    ...(mail.starred?.includes(owner) ? ['STARRED'] : []),
    ...(mail.important ? ['IMPORTANT'] : []),
    mail.newsletter ? 'CATEGORY_PROMOTIONS' : 'CATEGORY_PERSONAL',
    ...own,
  ];
}

const addressOf = (party: Party): string =>
  typeof party === 'string'
    ? formatAddress(fullName(person(party)), person(party).email)
    : formatAddress(party.name, party.email);

export const dateHeader = (ms: number): string => new Date(ms).toUTCString().replace('GMT', '+0000');

function rawOf(thread: MailThread, index: number, anchor: number): Uint8Array {
  const mail = mailAt(thread, index);
  const earlier = thread.mails.slice(0, index);
  const previous = earlier.at(-1);
  const { own, quoted } = textsOf(thread, index, anchor);
  const text = own + quoted;
  const listed = mail.newsletter ? ([['List-Id', '<weekly.sensorweekly.example>']] as const) : [];
  return buildMime({
    headers: [
      ['Delivered-To', emailOf(mail.to[0] ?? mail.from)],
      ['From', addressOf(mail.from)],
      ['To', mail.to.map(addressOf).join(', ')],
      ...(mail.cc ? [['Cc', mail.cc.map(addressOf).join(', ')] as const] : []),
      ['Subject', encodeWords(subjectOf(thread, index))],
      ['Date', dateHeader(moment(anchor, mail.at))],
      ['Message-ID', messageIdOf(mail)],
      ...(previous
        ? [['In-Reply-To', messageIdOf(previous)] as const, ['References', earlier.map(messageIdOf).join(' ')] as const]
        : []),
      ...listed,
    ],
    text,
    html: mail.html ? htmlOf(text) : undefined,
    attachments: mail.attachment && [{ ...mail.attachment, content: utf8(mail.attachment.text) }],
    seed: hexId(mail.key),
  });
}
