import { z } from 'zod';
import { untrusted } from '../../core/untrusted';

/** A folder as Graph sends it; only what we map is named. */
export const graphFolder = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  childFolderCount: z.number().nullish(),
  totalItemCount: z.number().nullish(),
  unreadItemCount: z.number().nullish(),
});

export const FOLDER_FIELDS = 'id,displayName,childFolderCount,totalItemCount,unreadItemCount';

/** A folder as our tools answer it. */
export const folder = z.object({
  id: z.string(),
  name: untrusted('Name.'),
  messages: z.number(),
  unread: z.number(),
  folders: z.number().optional().describe('Folders inside it.'),
});

export const toFolder = (raw: z.output<typeof graphFolder>): z.input<typeof folder> => ({
  id: raw.id,
  name: raw.displayName ?? '',
  messages: raw.totalItemCount ?? 0,
  unread: raw.unreadItemCount ?? 0,
  ...(raw.childFolderCount && { folders: raw.childFolderCount }),
});
