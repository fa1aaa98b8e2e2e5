import { type JsonObject } from '../../kernel/call';
import { isoSeconds } from '../../world/time';
import { refuse } from '../failure';
import { placeId } from '../ids';
import { type Address, type Mailbox, type StoredAttachment, type StoredMessage } from '../mailbox';
import { type StoredFolder } from '../folders';
import { htmlOf } from '../../world/mail/render';
import { type Context } from './operation';

export const idOf = (message: StoredMessage, { prefer }: Pick<Context, 'prefer'>): string =>
  prefer.immutableIds ? message.id : placeId(message.id, message.folder);

export const etagOf = ({ version }: StoredMessage): string => `W/"CQAAABYAAAC${version.toString(36).padStart(6, 'A')}"`;

const recipient = ({ name, address }: Address): JsonObject => ({ emailAddress: { name, address } });

const htmlPage = (html: string): string =>
  `<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>${html}</body></html>`;

function bodyOf(message: StoredMessage, text: string, { prefer }: Context): JsonObject {
  if (prefer.text) return { contentType: 'text', content: text.replaceAll('\n', '\r\n') };
  const html = text === message.text ? message.html : undefined;
  return { contentType: 'html', content: htmlPage(html ?? htmlOf(text)) };
}

/** Each property a message has, made only where it is asked for. */
const MESSAGE: Record<string, (message: StoredMessage, context: Context) => unknown> = {
  id: idOf,
  createdDateTime: ({ created }) => isoSeconds(created),
  lastModifiedDateTime: ({ modified }) => isoSeconds(modified),
  changeKey: (message) => etagOf(message).slice(3, -1),
  categories: ({ categories }) => categories,
  receivedDateTime: ({ received }) => isoSeconds(received),
  sentDateTime: ({ sent }) => isoSeconds(sent),
  hasAttachments: ({ attachments }) => attachments.some(({ inline }) => !inline),
  internetMessageId: ({ internetMessageId }) => internetMessageId,
  subject: ({ subject }) => subject,
  bodyPreview: ({ text }) => text.replaceAll('\n', '\r\n').slice(0, 255),
  importance: ({ importance }) => importance,
  parentFolderId: ({ folder }) => folder,
  conversationId: ({ conversationId }) => conversationId,
  isDeliveryReceiptRequested: () => false,
  isReadReceiptRequested: () => false,
  isRead: ({ read }) => read,
  isDraft: ({ draft }) => draft,
  webLink: (message) =>
    `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(placeId(message.id, message.folder))}&exvsurl=1&viewmodel=ReadMessageItem`,
  inferenceClassification: () => 'focused',
  body: (message, context) => bodyOf(message, message.text, context),
  sender: ({ from }) => recipient(from),
  from: ({ from }) => recipient(from),
  toRecipients: ({ to }) => to.map(recipient),
  ccRecipients: ({ cc }) => cc.map(recipient),
  bccRecipients: ({ bcc }) => bcc.map(recipient),
  replyTo: () => [],
  flag: ({ flagged }) => ({ flagStatus: flagged ? 'flagged' : 'notFlagged' }),
  uniqueBody: (message, context) => bodyOf(message, message.unique, context),
};

/** Comes only where it is named. */
const ONLY_SELECTED = ['uniqueBody'];
export const MESSAGE_FIELDS: readonly string[] = Object.keys(MESSAGE).filter((name) => !ONLY_SELECTED.includes(name));

export function selection(text: string | undefined, known: readonly string[], what: string): readonly string[] {
  if (text === undefined) return known;
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (known.includes(name) || (what === 'message' && ONLY_SELECTED.includes(name))) continue;
    refuse(
      400,
      'RequestBroker--ParseUri',
      `Could not find a property named '${name}' on type 'microsoft.graph.${what}'.`,
    );
  }
  return [...new Set(['id', ...names])];
}

export function messageShape(message: StoredMessage, context: Context, fields = MESSAGE_FIELDS): JsonObject {
  const entries = fields.map((name) => [name, MESSAGE[name]?.(message, context)]);
  return { '@odata.etag': etagOf(message), ...(Object.fromEntries(entries) as JsonObject) };
}

export const FOLDER_FIELDS = [
  'id',
  'displayName',
  'parentFolderId',
  'childFolderCount',
  'unreadItemCount',
  'totalItemCount',
  'isHidden',
];

export function folderShape(folder: StoredFolder, box: Mailbox, fields: readonly string[] = FOLDER_FIELDS): JsonObject {
  const inside = box.messages(folder.id);
  const all: JsonObject = {
    id: folder.id,
    displayName: folder.name,
    parentFolderId: folder.parent,
    childFolderCount: box.folders.inside(folder.id).length,
    unreadItemCount: inside.filter(({ read }) => !read).length,
    totalItemCount: inside.length,
    isHidden: false,
  };
  return Object.fromEntries(fields.map((name) => [name, all[name]]));
}

export const ATTACHMENT_FIELDS = ['id', 'lastModifiedDateTime', 'name', 'contentType', 'size', 'isInline'];

/** The bytes come with everything, unless only some properties were asked for. */
export function attachmentShape(
  { id, name, contentType, size, inline, bytes }: StoredAttachment,
  message: StoredMessage,
  fields?: readonly string[],
): JsonObject {
  const all: JsonObject = {
    id,
    lastModifiedDateTime: isoSeconds(message.received),
    name,
    contentType,
    size,
    isInline: inline,
  };
  const type = { '@odata.type': '#microsoft.graph.fileAttachment', '@odata.mediaContentType': contentType };
  if (fields) return { ...type, ...Object.fromEntries(fields.map((field) => [field, all[field]])) };
  return { ...type, ...all, contentId: null, contentLocation: null, contentBytes: bytes };
}
