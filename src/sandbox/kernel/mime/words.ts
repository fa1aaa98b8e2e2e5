import { fromBase64, toBase64, utf8 } from '../crypto';

/** Headers and bodies are handled as text with one character per byte, which loses nothing. */
export const toBinary = (bytes: Uint8Array): string => {
  let out = '';
  for (let at = 0; at < bytes.length; at += 8192) out += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return out;
};

export const fromBinary = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0) & 0xff);

export function decodeCharset(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset.trim().toLowerCase() || 'utf-8').decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

export function decodeQuotedPrintable(text: string): Uint8Array {
  const joined = text.replace(/[ \t]+(?=\r?\n|$)/g, '').replace(/=\r?\n/g, '');
  return fromBinary(joined.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))));
}

export const decodeBase64Loosely = (text: string): Uint8Array =>
  fromBase64(text.replace(/[^A-Za-z0-9+/_-]/g, '')) ?? new Uint8Array();

const WORD = /=\?([^?\s]+)\?([BbQq])\?([^?\s]*)\?=/;
const RUN = new RegExp(`${WORD.source}(?:\\s+${WORD.source})*`, 'g');

/** RFC 2047. Neighbouring words of one charset are decoded together: a character may be split between them. */
export function decodeWords(value: string): string {
  return value.replace(RUN, (run) => {
    let out = '';
    let pending: { charset: string; bytes: number[] } | undefined;
    const flush = () => {
      if (pending) out += decodeCharset(Uint8Array.from(pending.bytes), pending.charset);
      pending = undefined;
    };
    for (const [, tag = '', encoding = '', text = ''] of run.matchAll(new RegExp(WORD.source, 'g'))) {
      const charset = tag.split('*')[0]?.toLowerCase() ?? '';
      const bytes =
        encoding.toUpperCase() === 'B'
          ? decodeBase64Loosely(text)
          : decodeQuotedPrintable(text.replaceAll('_', ' ') + '=\n');
      if (pending?.charset !== charset) flush();
      pending ??= { charset, bytes: [] };
      pending.bytes.push(...bytes);
    }
    flush();
    return out;
  });
}

const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** As many encoded words as are needed to keep each below 75 characters. */
export function encodeWords(text: string): string {
  if (isPlain(text)) return text;
  const words: string[] = [];
  let chunk = '';
  for (const char of text) {
    if (utf8(chunk + char).length > 42) {
      words.push(chunk);
      chunk = '';
    }
    chunk += char;
  }
  words.push(chunk);
  return words.map((word) => `=?UTF-8?B?${toBase64(utf8(word))}?=`).join('\r\n ');
}

export function encodeQuotedPrintable(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => {
      let out = '';
      let width = 0;
      const bytes = utf8(line);
      bytes.forEach((byte, index) => {
        const trailing = index === bytes.length - 1 && (byte === 0x20 || byte === 0x09);
        const safe = byte >= 0x20 && byte <= 0x7e && byte !== 0x3d && !trailing;
        const piece = safe ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
        if (width + piece.length > 75) {
          out += '=\r\n';
          width = 0;
        }
        out += piece;
        width += piece.length;
      });
      return out;
    })
    .join('\r\n');
}
