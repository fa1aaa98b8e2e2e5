import { type Call, type JsonObject } from '../../kernel/call';
import { fromBase64, fromUtf8, toBase64Url, utf8 } from '../../kernel/crypto';
import { type MimePart } from '../../kernel/mime/parse';
import { refuse } from '../failure';
import { type Mailbox, type StoredMessage } from '../mailbox';
import { GMAIL_SCOPES } from '../oauth';
import { type Context } from './operation';

const FORMATS = ['full', 'metadata', 'minimal', 'raw'] as const;
export type Format = (typeof FORMATS)[number];

export function formatOf(call: Call, { token }: Context, allowed: readonly Format[] = FORMATS): Format {
  const given = call.query.get('format') ?? 'full';
  const format = allowed.find((known) => known === given.toLowerCase());
  if (!format) return refuse(400, `Invalid value at 'format', "${given}"`);
  const onlyMetadata =
    token.scopes.includes(GMAIL_SCOPES.metadata) && !token.scopes.some((scope) => READERS.has(scope));
  if (onlyMetadata && (format === 'full' || format === 'raw')) {
    return refuse(403, `Metadata scope doesn't allow format ${format.toUpperCase()}`, { reason: 'forbidden' });
  }
  return format;
}

export const READERS = new Set<string>([GMAIL_SCOPES.full, GMAIL_SCOPES.modify, GMAIL_SCOPES.readonly]);

/** How changes are answered: which message it is and what labels it has. */
export const briefShape = ({ id, threadId, labels }: StoredMessage): JsonObject => ({ id, threadId, labelIds: labels });

export function messageShape(message: StoredMessage, box: Mailbox, format: Format, wanted: string[] = []): JsonObject {
  const { id, threadId, labels, snippet, date, historyId, size } = message;
  const minimal = {
    id,
    threadId,
    ...(labels.length ? { labelIds: labels } : {}),
    snippet,
    sizeEstimate: size,
    historyId: String(historyId),
    internalDate: String(date),
  };
  if (format === 'minimal') return minimal;
  if (format === 'raw') return { ...minimal, raw: padded(box.raw(id)) };
  const mime = box.mime(id);
  if (format === 'full') return { ...minimal, payload: partShape(mime, '', id) };
  const names = wanted.map((name) => name.toLowerCase());
  const headers = mime.headers.filter(({ name }) => !names.length || names.includes(name.toLowerCase()));
  return { ...minimal, payload: { mimeType: mime.mimeType, headers } };
}

/** Google pads its base64url. */
function padded(bytes: Uint8Array): string {
  const text = toBase64Url(bytes);
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Parts are numbered `0`, `0.1` and so on below the nameless root. */
function partShape(part: MimePart, partId: string, messageId: string): JsonObject {
  const { mimeType, filename, headers, body, parts } = part;
  const children = parts.map((child, index) =>
    partShape(child, partId ? `${partId}.${index}` : String(index), messageId),
  );
  const attached = filename !== '' || mimeType === 'message/rfc822';
  return {
    partId,
    mimeType,
    filename,
    headers,
    body: {
      ...(attached ? { attachmentId: attachmentId(messageId, partId) } : {}),
      size: body.length,
      ...(!attached && body.length ? { data: padded(body) } : {}),
    },
    ...(children.length ? { parts: children } : {}),
  };
}

const attachmentId = (messageId: string, partId: string): string =>
  `ANGjdJ${toBase64Url(utf8(`${messageId}/${partId}/${'attachment'.repeat(4)}`))}`;

export function findAttachment(part: MimePart, messageId: string, wanted: string): MimePart | undefined {
  const [, encoded = ''] = /^ANGjdJ([A-Za-z0-9_-]+)$/.exec(wanted) ?? [];
  const bytes = fromBase64(encoded);
  const [owner, partId] = bytes ? fromUtf8(bytes).split('/') : [];
  if (owner !== messageId || partId === undefined) return undefined;
  if (partId === '') return part;
  return partId.split('.').reduce<MimePart | undefined>((at, index) => at?.parts[Number(index)], part);
}

export const attachmentShape = ({ body }: MimePart): JsonObject => ({ size: body.length, data: padded(body) });
