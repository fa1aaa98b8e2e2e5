import { toBase64, utf8 } from '../crypto';
import { encodeQuotedPrintable, encodeWords } from './words';

export interface Attachment {
  filename: string;
  mimeType: string;
  content: Uint8Array;
}

export interface Mail {
  headers: readonly (readonly [string, string])[];
  text: string;
  html?: string;
  attachments?: readonly Attachment[];
  /** Keeps boundaries the same in every build of the same mail. */
  seed: string;
}

/** Names with anything but plain words are quoted, those beyond ASCII encoded. */
export function formatAddress(name: string, address: string): string {
  if (!name) return address;
  const plain = /^[A-Za-z0-9 ]+$/.test(name);
  const ascii = /^[\x20-\x7e]*$/.test(name);
  return `${plain ? name : ascii ? `"${name.replace(/["\\]/g, '\\$&')}"` : encodeWords(name)} <${address}>`;
}

/** A message as a mail program would write it: CRLF, seven bits. */
export function buildMime({ headers, text, html, attachments = [], seed }: Mail): Uint8Array {
  const plain = textPart('text/plain', text);
  const readable = html === undefined ? plain : multipart('alternative', seed, [plain, textPart('text/html', html)]);
  const whole = attachments.length
    ? multipart('mixed', `${seed}m`, [readable, ...attachments.map(attachmentPart)])
    : readable;
  const head = headers.map(([name, value]) => `${name}: ${value}`).join('\r\n');
  return utf8(`${head}\r\nMIME-Version: 1.0\r\n${whole}`);
}

const textPart = (type: string, text: string): string =>
  `Content-Type: ${type}; charset="UTF-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${encodeQuotedPrintable(text)}`;

function attachmentPart({ filename, mimeType, content }: Attachment): string {
  const lines = toBase64(content).match(/.{1,76}/g) ?? [];
  const type = `Content-Type: ${mimeType}; name="${filename}"`;
  const disposition = `Content-Disposition: attachment; filename="${filename}"`;
  return `${type}\r\n${disposition}\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines.join('\r\n')}`;
}

function multipart(subtype: string, seed: string, parts: readonly string[]): string {
  const boundary = `000000000000${seed}`;
  const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return `Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`;
}
