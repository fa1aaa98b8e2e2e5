import { fromUtf8 } from '../crypto';
import { decodeBase64Loosely, decodeCharset, decodeQuotedPrintable, decodeWords, fromBinary, toBinary } from './words';

export interface Header {
  name: string;
  value: string;
}

export interface MimePart {
  /** Unfolded and decoded. */
  headers: Header[];
  mimeType: string;
  charset: string;
  filename: string;
  /** Without its transfer encoding; empty for multiparts. */
  body: Uint8Array;
  parts: MimePart[];
}

const DEEPEST = 20;

export function parseMime(raw: Uint8Array): MimePart {
  return parsePart(toBinary(raw), 'text/plain', 0);
}

function parsePart(text: string, fallback: string, depth: number): MimePart {
  const [head, rest] = split(text);
  const headers = parseHeaders(head);
  const type = parseValue(find(headers, 'content-type') ?? fallback);
  const disposition = parseValue(find(headers, 'content-disposition') ?? '');
  const mimeType = /^[^\s/]+\/[^\s/]+$/.test(type.value) ? type.value : 'text/plain';
  const boundary = type.params.get('boundary');
  const filename = disposition.params.get('filename') ?? type.params.get('name') ?? '';
  const part = { headers, mimeType, charset: type.params.get('charset') ?? '', filename, parts: [] as MimePart[] };
  if (mimeType.startsWith('multipart/') && boundary && depth < DEEPEST) {
    const inner = mimeType === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    part.parts = splitParts(rest, boundary).map((piece) => parsePart(piece, inner, depth + 1));
    return { ...part, body: new Uint8Array() };
  }
  return { ...part, body: decodeBody(rest, find(headers, 'content-transfer-encoding') ?? '') };
}

function split(text: string): [string, string] {
  if (text.startsWith('\r\n') || text.startsWith('\n')) return ['', text.replace(/^\r?\n/, '')];
  const at = /\r?\n\r?\n/.exec(text);
  return at ? [text.slice(0, at.index), text.slice(at.index + at[0].length)] : [text, ''];
}

function parseHeaders(head: string): Header[] {
  return head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      if (colon < 1 || /\s/.test(line.slice(0, colon).trimEnd())) return [];
      /* Raw bytes beyond ASCII are UTF-8 (RFC 6532). */
      const value = fromUtf8(fromBinary(line.slice(colon + 1).trim()));
      return [{ name: line.slice(0, colon).trimEnd(), value: decodeWords(value) }];
    });
}

export const find = (headers: readonly Header[], name: string): string | undefined =>
  headers.find((header) => header.name.toLowerCase() === name)?.value;

interface Valued {
  value: string;
  params: Map<string, string>;
}

/** A value with parameters, including those RFC 2231 continued, encoded or both. */
function parseValue(text: string): Valued {
  const [value = '', ...rest] = text.match(/(?:"(?:\\.|[^"\\])*"|[^;"])+/g) ?? [];
  const pieces = new Map<string, { order: number; text: string; encoded: boolean }[]>();
  for (const piece of rest) {
    const [, name = '', part, star, given = ''] = /^\s*([^\s=*]+)(?:\*(\d+))?(\*)?\s*=\s*(.*?)\s*$/s.exec(piece) ?? [];
    if (!name) continue;
    const plain = given.startsWith('"') ? given.slice(1, -1).replace(/\\(.)/g, '$1') : given;
    const known = pieces.get(name.toLowerCase()) ?? [];
    pieces.set(name.toLowerCase(), [...known, { order: Number(part ?? 0), text: plain, encoded: star !== undefined }]);
  }
  const params = new Map<string, string>();
  for (const [name, found] of pieces) params.set(name, joinPieces(found.sort((a, b) => a.order - b.order)));
  return { value: value.trim().toLowerCase(), params };
}

function joinPieces(pieces: { text: string; encoded: boolean }[]): string {
  const [first] = pieces;
  if (!first?.encoded) return decodeWords(pieces.map(({ text }) => text).join(''));
  const [charset = '', , start = ''] = first.text.split("'");
  const encoded = [start, ...pieces.slice(1).map(({ text }) => text)].join('');
  const binary = encoded.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return decodeCharset(fromBinary(binary), charset);
}

function splitParts(text: string, boundary: string): string[] {
  const escaped = boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [body = ''] = text.split(new RegExp(`(?:^|\\r?\\n)--${escaped}--[ \\t]*(?:\\r?\\n|$)`));
  return body.split(new RegExp(`(?:^|\\r?\\n)--${escaped}[ \\t]*\\r?\\n`)).slice(1);
}

function decodeBody(text: string, encoding: string): Uint8Array {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return decodeBase64Loosely(text);
    case 'quoted-printable':
      return decodeQuotedPrintable(text);
    default:
      return fromBinary(text);
  }
}

/** What a person would read: the plain text, else what is left of the HTML without its tags. */
export function readableText(part: MimePart): string {
  const leaves = flatten(part).filter(({ filename }) => !filename);
  const plain = leaves.find(({ mimeType }) => mimeType === 'text/plain');
  if (plain) return decodeCharset(plain.body, plain.charset);
  const html = leaves.find(({ mimeType }) => mimeType === 'text/html');
  return html ? withoutTags(decodeCharset(html.body, html.charset)) : '';
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

function withoutTags(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<(br|\/p|\/div|\/li|\/tr)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/&#(\d{1,7});/g, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)));
}

export const flatten = (part: MimePart): MimePart[] => (part.parts.length ? part.parts.flatMap(flatten) : [part]);

export interface Address {
  name: string;
  address: string;
}

/** `"Calder, Ruth" <ruth@x>, emil@y`: quotes and angle brackets keep commas. */
export function parseAddresses(value: string): Address[] {
  const pieces = value.match(/(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,;"<])+/g) ?? [];
  return pieces.flatMap((piece) => {
    const [, bracketed] = /<([^>]*)>/.exec(piece) ?? [];
    const address = (bracketed ?? piece).trim().replace(/^.*:\s*/, '');
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) return [];
    const name = bracketed === undefined ? '' : piece.slice(0, piece.indexOf('<')).trim();
    return [{ name: name.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1'), address: address.toLowerCase() }];
  });
}
