import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { path } from '../../../core/path';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';

const answer = z.object({ folders: z.array(z.object({ id: z.string(), name: z.string().nullish() })) });

export const listFolders = defineTool({
  name: 'list_folders',
  title: 'List folders',
  description: 'List the folders notes lie in. Pass an id to list_notes as folder_id.',
  input: z.strictObject({ limit: limitParam, cursor: cursorParam }),
  output: pageOf(z.object({ id: z.string(), name: untrusted('Name.') })),
  effect: 'read',
  scopes: ['granola:read'],
  handler: async ({ limit, cursor = '0' }, context) => {
    if (!/^\d{1,6}$/.test(cursor)) throw invalidRequest('cursor: use the nextCursor of the previous answer.');
    const { folders } = await read(context.integration(), path`/folders`, answer);
    const end = Number(cursor) + limit;
    const items = folders.slice(Number(cursor), end).map(({ id, name }) => ({ id, name: name ?? '' }));
    return toPage(items, end < folders.length ? String(end) : undefined);
  },
});
