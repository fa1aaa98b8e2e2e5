import { z } from 'zod';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { untrusted } from '../../core/untrusted';
import { read } from './client';

const KINDS = { fileAttachment: 'file', itemAttachment: 'item', referenceAttachment: 'link' } as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

/** An attachment as Graph sends it. Its bytes come with it only where it is asked for alone. */
export const graphAttachment = z.object({
  '@odata.type': z.string().optional(),
  id: z.string(),
  name: z.string().nullish(),
  contentType: z.string().nullish(),
  size: z.number().nullish(),
  isInline: z.boolean().nullish(),
  contentBytes: z.string().nullish(),
});
type GraphAttachment = z.output<typeof graphAttachment>;

/** An attachment as our tools answer it. */
export const attachment = z.object({
  id: z.string(),
  name: untrusted('Name.'),
  type: z.string(),
  bytes: z.number(),
  kind: z.enum(['item', 'link']).optional().describe('An Outlook item or a link instead of a file.'),
});

const FIELDS = 'id,name,contentType,size,isInline';

/** What a message has attached; pictures that are part of its text are not told. */
export async function attachmentsOf(api: PlatformApi, messageId: string): Promise<z.input<typeof attachment>[]> {
  const shape = z.object({ value: z.array(graphAttachment) });
  const { value } = await read(api, path`/me/messages/${messageId}/attachments`, shape, {
    query: { $select: FIELDS, $top: 100 },
  });
  return value.filter(({ isInline }) => isInline !== true).map(toAttachment);
}

/** One attachment, without its bytes: they may be many. */
export const readAttachment = (api: PlatformApi, messageId: string, id: string): Promise<GraphAttachment> =>
  read(api, path`/me/messages/${messageId}/attachments/${id}`, graphAttachment, { query: { $select: FIELDS } });

/** @param maxBytes of the answer, which holds the bytes as base64. */
export const loadAttachment = (api: PlatformApi, messageId: string, id: string, maxBytes: number) =>
  read(api, path`/me/messages/${messageId}/attachments/${id}`, graphAttachment, { maxBytes });

/** A file, unless Graph says that it is an Outlook item or a link. */
export function kindOf(raw: GraphAttachment): Kind {
  const name = (raw['@odata.type'] ?? '').split('.').at(-1) ?? '';
  return Object.hasOwn(KINDS, name) ? KINDS[name as keyof typeof KINDS] : 'file';
}

/** A media type, or the one for anything where the sender wrote none that could be. */
export const typeOf = ({ contentType }: GraphAttachment): string =>
  /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(contentType ?? '')
    ? (contentType ?? '').toLowerCase()
    : 'application/octet-stream';

function toAttachment(raw: GraphAttachment): z.input<typeof attachment> {
  const kind = kindOf(raw);
  return {
    id: raw.id,
    name: raw.name ?? '',
    type: typeOf(raw),
    bytes: raw.size ?? 0,
    ...(kind !== 'file' && { kind }),
  };
}
