import { decodeWords } from 'postal-mime';
import { z } from 'zod';
import { fromBase64 } from '../../core/ids';
import { mailboxesIn } from './address';
import { htmlToText } from './html-text';

/** A MIME part as Gmail's API gives it: transfer encodings undone, headers as they came. Only what we read is named. */
export interface GmailPart {
  partId?: string | undefined;
  mimeType?: string | undefined;
  filename?: string | undefined;
  headers?: { name: string; value: string }[] | undefined;
  body?: { attachmentId?: string | undefined; size?: number | undefined; data?: string | undefined } | undefined;
  parts?: GmailPart[] | undefined;
}

export const gmailPart: z.ZodType<GmailPart> = z.object({
  partId: z.string().optional(),
  mimeType: z.string().optional(),
  filename: z.string().optional(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  body: z
    .object({ attachmentId: z.string().optional(), size: z.number().optional(), data: z.string().optional() })
    .optional(),
  get parts() {
    return z.array(gmailPart).optional();
  },
});

/** Nobody nests deeper than this except to break programs that read. */
const DEEPEST = 30;
/** A header longer than this is cut before it is decoded. */
const LONGEST_HEADER = 100_000;

/** A header as it came, the first of its name; undefined where there is none. */
export function rawHeader(part: GmailPart | undefined, name: string): string | undefined {
  const found = part?.headers?.find((header) => header.name.toLowerCase() === name.toLowerCase());
  return found?.value.slice(0, LONGEST_HEADER);
}

/** A header's text: encoded words decoded, folds and control characters turned into spaces. */
export const textHeader = (part: GmailPart | undefined, name: string): string =>
  // A decoded word can hide line breaks.
  decodeWords(rawHeader(part, name) ?? '')
    .replace(/[\u0000-\u0020\u007f]+/g, ' ')
    .trim();

/** The people in an address header, as `Ada Lovelace <ada@example.com>`. */
export const peopleIn = (part: GmailPart | undefined, name: string): string[] =>
  mailboxesIn(rawHeader(part, name) ?? '');

/** The message identifiers in a header such as `References`, with their angle brackets. */
export const messageIds = (part: GmailPart | undefined, name: string): string[] =>
  rawHeader(part, name)?.match(/<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>/g) ?? [];

/** A part that is a file to its reader rather than text of the message. */
const isFile = (part: GmailPart): boolean =>
  (part.filename ?? '') !== '' || /^\s*attachment\b/i.test(rawHeader(part, 'Content-Disposition') ?? '');

const isBody = (part: GmailPart): boolean => !isFile(part) && /^text\/(plain|html)$/i.test(part.mimeType ?? '');

const isMultipart = (part: GmailPart): boolean => /^multipart\//i.test(part.mimeType ?? '');

/** The whole message's part has no id of its own. */
const ROOT = 'root';

export const partKey = (part: GmailPart): string => part.partId || ROOT;

export interface AttachmentPart {
  /** Stays the same, unlike Gmail's own attachment ids, which change with every reading. */
  id: string;
  name: string;
  type: string;
  bytes: number;
}

/** Everything in a message that is neither text of its own nor a wrapper. */
export const attachmentsIn = (root: GmailPart | undefined): AttachmentPart[] =>
  leaves(root).flatMap((part) => {
    if (isBody(part) || isMultipart(part)) return [];
    const bytes = part.body?.size ?? 0;
    if (bytes === 0 && !isFile(part)) return [];
    return [{ id: partKey(part), name: nameOf(part), type: typeOf(part), bytes }];
  });

export const findPart = (root: GmailPart | undefined, id: string): GmailPart | undefined =>
  leaves(root).find((part) => partKey(part) === id);

/** A file's name; empty where it has none. */
export const nameOf = (part: GmailPart): string => decodeWords(part.filename ?? '');

/** A media type, or the one for anything where the sender wrote none that could be. */
export const typeOf = (part: GmailPart): string =>
  /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(part.mimeType ?? '')
    ? (part.mimeType ?? '').toLowerCase()
    : 'application/octet-stream';

/** A message inside the message is one leaf: it is a file, whatever it holds. */
function leaves(part: GmailPart | undefined, depth = 0): GmailPart[] {
  if (part === undefined || depth > DEEPEST) return [];
  return isMultipart(part) ? (part.parts ?? []).flatMap((child) => leaves(child, depth + 1)) : [part];
}

/** How a part's bytes are had: most lie in the answer, large ones are asked for by their attachment id. */
export type Load = (part: GmailPart) => Promise<Uint8Array<ArrayBuffer>>;

export const inlineBytes = (part: GmailPart): Uint8Array<ArrayBuffer> => fromBase64(part.body?.data ?? '');

/** The text of a message: of alternatives the plain one, HTML only where there is no other; of everything else all of it, in order. */
export const readText = async (root: GmailPart | undefined, load: Load): Promise<string> =>
  root === undefined ? '' : (await textsOf(root, load, 0)).join('\n\n');

async function textsOf(part: GmailPart, load: Load, depth: number): Promise<string[]> {
  if (depth > DEEPEST) return [];
  if (isBody(part)) return [await textOf(part, load)].filter((text) => text !== '');
  if (!isMultipart(part)) return [];
  const choice = /^multipart\/alternative$/i.test(part.mimeType ?? '');
  const children = choice ? [...(part.parts ?? [])].sort(plainFirst) : (part.parts ?? []);
  const found: string[] = [];
  for (const child of children) {
    found.push(...(await textsOf(child, load, depth + 1)));
    if (choice && found.length > 0) break;
  }
  return found;
}

const plainFirst = (a: GmailPart, b: GmailPart): number => rank(a) - rank(b);
const rank = (part: GmailPart): number => (/^text\/plain$/i.test(part.mimeType ?? '') ? 0 : 1);

async function textOf(part: GmailPart, load: Load): Promise<string> {
  const source = decodeText(await load(part), charsetOf(part));
  return /^text\/html$/i.test(part.mimeType ?? '') ? htmlToText(source) : source.replace(/\r\n?/g, '\n').trim();
}

export const charsetOf = (part: GmailPart): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s";]{1,40})/i.exec(rawHeader(part, 'Content-Type') ?? '')?.[1];

/**
 * Gmail hands text parts over in UTF-8, whatever their `Content-Type` still says; attachments come as they were sent. So bytes that are
 * valid UTF-8 are taken for it, unless the part names a code that hides in seven bits (escape sequences, NULs). Where no code is named,
 * or nobody knows it, bytes are read as Windows-1252, the commonest of those that go unnamed.
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  const shifted = charset !== undefined && !/^utf-?8$/i.test(charset) && (bytes.includes(0x1b) || bytes.includes(0));
  const utf8 = shifted ? undefined : decoded(bytes, 'utf-8', true);
  return utf8 ?? decoded(bytes, charset ?? 'windows-1252', false) ?? new TextDecoder('windows-1252').decode(bytes);
}

/** Undefined where nobody knows the code or, if `fatal`, the bytes are not of it. */
function decoded(bytes: Uint8Array, charset: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(charset, { fatal, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}
