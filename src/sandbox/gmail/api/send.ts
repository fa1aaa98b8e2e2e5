import { concat, fromBase64, randomText } from '../../kernel/crypto';
import { formatAddress } from '../../kernel/mime/build';
import { find, parseAddresses, parseMime, type MimePart } from '../../kernel/mime/parse';
import { encodeWords, fromBinary, toBinary } from '../../kernel/mime/words';
import { fullName, keyOfEmail, person, STAFF } from '../../world/people';
import { notFound, refuse } from '../failure';
import { Mailbox, type StoredMessage } from '../mailbox';
import { dateHeader } from '../seed';
import { type Context } from './operation';

const MISSING = "'raw' RFC822 payload message string or uploading message via /upload/* URL required";
const LARGEST = 35 * 1_048_576;

export function rawBytes(raw: unknown): Uint8Array {
  if (raw === undefined || raw === '') return refuse(400, MISSING);
  const bytes = typeof raw === 'string' ? fromBase64(raw) : undefined;
  if (!bytes) return refuse(400, "Invalid value at 'raw' (TYPE_BYTES), Base64 decoding failed");
  if (bytes.length > LARGEST) return refuse(413, 'Message too large.', { reason: 'uploadTooLarge' });
  return bytes;
}

/** A thread the body names has to be there; whether the message fits into it is decided when it is filed. */
export function namedThread(threadId: unknown, { box }: Context): string | undefined {
  if (threadId === undefined || threadId === '') return undefined;
  if (typeof threadId !== 'string') return refuse(400, "Invalid value at 'thread_id' (TYPE_STRING)");
  if (!/^[0-9a-f]{1,16}$/.test(threadId)) return refuse(400, 'Invalid thread_id value');
  return box.thread(threadId).length ? threadId : notFound();
}

const RECIPIENTS = ['to', 'cc', 'bcc'] as const;

const recipientsOf = (mime: MimePart): string[] => [
  ...new Set(
    RECIPIENTS.flatMap((name) => parseAddresses(find(mime.headers, name) ?? '').map(({ address }) => address)),
  ),
];

/** Adds what the sender left out, and replaces a sender that is somebody else, as the service does. */
export function completed(raw: Uint8Array, { email, token, sandbox }: Context): Uint8Array {
  const { headers } = parseMime(raw);
  const added: string[] = [];
  const [from] = parseAddresses(find(headers, 'from') ?? '');
  const text = toBinary(raw);
  const kept = from?.address === email ? text : withoutHeader(text, 'From');
  if (from?.address !== email) added.push(`From: ${formatAddress(fullName(person(token.person)), email)}`);
  if (!find(headers, 'date')) added.push(`Date: ${dateHeader(sandbox.now())}`);
  if (!find(headers, 'message-id')) added.push(`Message-ID: <CA${randomText(40)}@mail.gmail.com>`);
  if (!find(headers, 'subject')) added.push(`Subject: ${encodeWords('')}`);
  return concat([added.map((line) => `${line}\r\n`).join(''), fromBinary(kept)]);
}

/** Only the head of the message is looked at, continuation lines included. */
function withoutHeader(text: string, name: string): string {
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const head = text.slice(0, end).replace(new RegExp(`^${name}:.*(?:\\r?\\n[ \\t].*)*(?:\\r?\\n|$)`, 'gim'), '');
  return head + text.slice(end);
}

export function sendRaw(raw: unknown, threadId: unknown, context: Context): StoredMessage {
  return sendBytes(rawBytes(raw), namedThread(threadId, context), context);
}

/** Files the message as sent and delivers it to everybody who has a mailbox here. */
export function sendBytes(bytes: Uint8Array, threadId: string | undefined, context: Context): StoredMessage {
  const { box, sandbox } = context;
  const whole = completed(bytes, context);
  const recipients = recipientsOf(parseMime(whole));
  if (!recipients.length) return refuse(400, 'Recipient address required');
  const date = sandbox.now();
  const sent = box.add({ raw: whole, labels: ['SENT'], date, threadId });
  const delivered = fromBinary(withoutHeader(toBinary(whole), 'Bcc'));
  let own = sent;
  for (const address of recipients) {
    const key = keyOfEmail(address);
    if (key === undefined || !STAFF.includes(key)) continue;
    /* A mail to oneself is one message that is both sent and received. */
    if (key === box.owner) own = box.relabel(sent, ['INBOX', 'UNREAD'], []);
    else new Mailbox(sandbox, key).add({ raw: delivered, labels: RECEIVED, date });
  }
  return own;
}

const RECEIVED = ['INBOX', 'UNREAD', 'CATEGORY_PERSONAL'];
