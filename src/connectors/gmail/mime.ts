import { invalidRequest } from '../../core/errors';
import { toBase64, toBase64Url } from '../../core/ids';
import { type Mailbox } from '../../core/mail-address';

/** A message to build. `From`, `Date` and `Message-ID` are Gmail's to add. */
export interface OutgoingMail {
  to: readonly Mailbox[];
  cc: readonly Mailbox[];
  bcc: readonly Mailbox[];
  subject: string;
  text: string;
  html?: string | undefined;
  /** `Message-ID`s with their angle brackets: of the message answered, and of the whole thread, oldest first. */
  inReplyTo?: string | undefined;
  references?: readonly string[] | undefined;
}

/** A line with an encoded word has at most 76 characters (RFC 2047 section 2); so have all of ours. */
const LINE = 76;
/** Bytes in an encoded word. It then has 64 characters of the 75 allowed, and fits behind `Subject: `. */
const WORD_BYTES = 39;

const encoder = new TextEncoder();

/**
 * Writes a message as RFC 5322 and RFC 2045 want it: seven bits, CRLF, headers folded, text beyond ASCII encoded.
 * @throws {SeneschalError} `invalid_request` for a header that holds a line break or another control character.
 */
export function buildMime(mail: OutgoingMail): string {
  const plain = textPart('plain', mail.text);
  const body = mail.html === undefined ? plain : alternative([plain, textPart('html', mail.html)]);
  return [
    ...addresses('To', mail.to),
    ...addresses('Cc', mail.cc),
    ...addresses('Bcc', mail.bcc),
    ...header('Subject', unstructured(mail.subject)),
    ...header('In-Reply-To', mail.inReplyTo === undefined ? [] : [mail.inReplyTo]),
    ...header('References', mail.references ?? []),
    'MIME-Version: 1.0',
    ...body,
  ].join('\r\n');
}

/** The message as Gmail's API takes it: base64url. */
export const toRaw = (mail: OutgoingMail): string => toBase64Url(encoder.encode(buildMime(mail)));

/** A header from parts that stay whole, folded between them; nothing at all where there are none. */
function header(name: string, tokens: readonly string[]): string[] {
  if (tokens.length === 0) return [];
  let out = `${name}:`;
  let width = out.length;
  for (const token of tokens) {
    if (!/^[\x20-\x7e]+$/.test(token)) throw refused(name);
    const fits = width + 1 + token.length <= LINE;
    out += fits ? ` ${token}` : `\r\n ${token}`;
    width = (fits ? width : 0) + 1 + token.length;
  }
  return [out];
}

const refused = (name: string) =>
  invalidRequest(`${name} may not hold line breaks, control characters or anything else that is no text.`);

/** Plain where every word can stand as it is, encoded words otherwise. */
function unstructured(value: string): string[] {
  if (value === '') return [];
  // What an encoded word hides, a receiving program may still obey.
  if (/[\u0000-\u001f\u007f]/.test(value)) throw refused('Subject');
  const words = value.split(' ');
  const plain = words.every((word) => /^[\x21-\x7e]{1,70}$/.test(word) && !word.includes('=?'));
  return plain ? words : encodedWords(value);
}

/** RFC 2047, encoding B. A character is never split between two words. */
function encodedWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let size = 0;
  const flush = () => words.push(`=?UTF-8?B?${toBase64(encoder.encode(word))}?=`);
  for (const char of text.toWellFormed()) {
    const bytes = encoder.encode(char).length;
    if (size + bytes > WORD_BYTES) {
      flush();
      word = '';
      size = 0;
    }
    word += char;
    size += bytes;
  }
  flush();
  return words;
}

function addresses(name: string, mailboxes: readonly Mailbox[]): string[] {
  const last = mailboxes.length - 1;
  return header(
    name,
    mailboxes.flatMap((mailbox, index) => [
      ...displayName(name, mailbox.name),
      `${mailbox.name === '' ? mailbox.address : `<${mailbox.address}>`}${index === last ? '' : ','}`,
    ]),
  );
}

const ATOM = /^[\w!#$%&'*+/=?^`{|}~-]{1,70}$/;

/** A phrase of RFC 5322: words as they are, in quotes, or encoded. */
function displayName(header: string, name: string): string[] {
  if (name === '') return [];
  // See `unstructured`.
  if (/[\u0000-\u001f\u007f]/.test(name)) throw refused(header);
  const words = name.split(' ');
  if (words.every((word) => ATOM.test(word) && !word.includes('=?'))) return words;
  const quotable = /^[\x20-\x7e]{1,60}$/.test(name) && !name.includes('=?');
  return quotable ? [`"${name.replace(/["\\]/g, '\\$&')}"`] : encodedWords(name);
}

/** Quoted-printable where most of it is ASCII and stays readable, base64 where that is shorter. */
function textPart(subtype: 'plain' | 'html', text: string): string[] {
  const bytes = encoder.encode(text.toWellFormed().replace(/\r\n?|\n/g, '\r\n'));
  const quoted = quotedPrintable(bytes);
  const packed =
    toBase64(bytes)
      .match(/.{1,76}/g)
      ?.join('\r\n') ?? '';
  const short = quoted.length <= packed.length;
  return [
    `Content-Type: text/${subtype}; charset=UTF-8`,
    `Content-Transfer-Encoding: ${short ? 'quoted-printable' : 'base64'}`,
    '',
    short ? quoted : packed,
  ];
}

/** RFC 2045 section 6.7: lines of at most 76 characters, no white space at their ends. */
function quotedPrintable(bytes: Uint8Array): string {
  let out = '';
  let width = 0;
  bytes.forEach((byte, at) => {
    const next = bytes[at + 1];
    if (byte === 0x0d || byte === 0x0a) {
      out += String.fromCharCode(byte);
      width = 0;
      return;
    }
    const atEnd = next === undefined || next === 0x0d;
    const white = byte === 0x20 || byte === 0x09;
    const literal = white ? !atEnd : byte > 0x20 && byte < 0x7f && byte !== 0x3d;
    const piece = literal ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    if (width + piece.length > (atEnd ? LINE : LINE - 1)) {
      out += '=\r\n';
      width = 0;
    }
    out += piece;
    width += piece.length;
  });
  return out;
}

/** `=_` can stand neither in base64 nor in quoted-printable, so no body can hold the boundary (RFC 2045 section 6.7). */
const BOUNDARY = '=_seneschal';

function alternative(parts: readonly string[][]): string[] {
  return [
    `Content-Type: multipart/alternative; boundary="${BOUNDARY}"`,
    '',
    ...parts.flatMap((part) => [`--${BOUNDARY}`, ...part]),
    `--${BOUNDARY}--`,
    '',
  ];
}
