import { toBase64, utf8 } from '../kernel/crypto';
import { type Sandbox } from '../platform';
import { DRAFTS, THREADS, type Mail, type MailThread, type Party } from '../world/mail';
import { emailOf, htmlOf, involved, mailAt, messageIdOf, nameOf, subjectOf, textsOf } from '../world/mail/render';
import { STAFF, type PersonKey } from '../world/people';
import { moment } from '../world/time';
import { attachmentIdOf, conversationIdOf } from './ids';
import { Mailbox, type Address } from './mailbox';

/** Where people file what they have done with: the label's path, as folders. */
const FILED = ['Customers/Brackwater', 'Customers/Alder Farms'] as const;

export function seedOutlook(sandbox: Sandbox): void {
  const boxes = new Map(STAFF.map((key) => [key, new Mailbox(sandbox, key)]));
  for (const box of boxes.values()) seedFolders(box);
  const all = THREADS.flatMap((thread) => thread.mails.map((mail, index) => ({ thread, mail, index })));
  all.sort((a, b) => moment(sandbox.anchor, a.mail.at) - moment(sandbox.anchor, b.mail.at));
  for (const { thread, mail, index } of all) {
    for (const key of involved(mail)) {
      const box = boxes.get(key);
      if (box) seedMail(box, thread, index);
    }
  }
  for (const draft of DRAFTS) {
    const box = boxes.get(draft.owner);
    const at = moment(sandbox.anchor, draft.at);
    box?.add({
      ...blank(box.owner, at),
      name: `draft:${draft.subject}`,
      folder: box.folders.own('drafts'),
      ...(draft.thread !== undefined && { conversationId: conversationIdOf(draft.owner, draft.thread) }),
      subject: draft.subject,
      ...{ text: draft.text, unique: draft.text },
      to: draft.to.map(toAddress),
      draft: true,
    });
  }
}

function seedFolders({ folders }: Mailbox): void {
  folders.seed();
  const customers = folders.add('Customers', folders.root, 'Customers');
  for (const path of FILED) folders.add(path.split('/')[1] ?? path, customers.id, path);
  folders.add('Newsletters', folders.root, 'Newsletters');
}

/** A message with nothing in it, as its owner begins one. */
export const blank = (owner: PersonKey, at: number) => ({
  subject: '',
  text: '',
  unique: '',
  from: toAddress(owner),
  to: [] as Address[],
  cc: [] as Address[],
  bcc: [] as Address[],
  internetMessageId: `<${crypto.randomUUID()}@larkfield.example>`,
  received: at,
  sent: at,
  read: true,
  draft: false,
  flagged: false,
  importance: 'normal' as const,
  categories: [] as string[],
  attachments: [],
});

export const toAddress = (party: Party): Address => ({ name: nameOf(party), address: emailOf(party) });

function seedMail(box: Mailbox, thread: MailThread, index: number): void {
  const { owner, sandbox } = box;
  const mail = mailAt(thread, index);
  const at = moment(sandbox.anchor, mail.at);
  const { own, quoted } = textsOf(thread, index, sandbox.anchor);
  const { attachment } = mail;
  box.add({
    ...blank(owner, at),
    name: mail.key,
    folder: folderOf(box, thread, mail),
    conversationId: conversationIdOf(owner, thread.key),
    subject: subjectOf(thread, index),
    ...{ text: own + quoted, unique: own },
    ...(mail.html && { html: htmlOf(own + quoted) }),
    from: toAddress(mail.from),
    to: mail.to.map(toAddress),
    cc: (mail.cc ?? []).map(toAddress),
    internetMessageId: messageIdOf(mail),
    read: !mail.unread?.includes(owner),
    flagged: mail.starred?.includes(owner) === true,
    importance: mail.important ? 'high' : 'normal',
    categories: [...(thread.labels ?? [])],
    attachments: attachment
      ? [
          {
            id: attachmentIdOf(`${owner}:${mail.key}`, 0),
            name: attachment.filename,
            contentType: attachment.mimeType,
            size: utf8(attachment.text).length,
            inline: false,
            bytes: toBase64(utf8(attachment.text)),
          },
        ]
      : [],
  });
}

function folderOf({ owner, folders }: Mailbox, { labels = [] }: MailThread, mail: Mail): string {
  if (mail.spam) return folders.own('junkemail');
  if (mail.from === owner) return folders.own('sentitems');
  if (mail.newsletter) return folders.own('Newsletters');
  if (!mail.archived?.includes(owner)) return folders.own('inbox');
  const filed = FILED.find((path) => labels.includes(path));
  return folders.own(filed ?? 'archive');
}
