import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { LIST_WORKSPACES } from '../documents';
import { pageNumber } from '../schema';

const answer = z.object({
  workspaces: z.array(
    z.object({
      id: z.string().nullish(),
      name: z.string(),
      kind: z.string().nullish(),
      description: z.string().nullish(),
    }),
  ),
});

const output = z.object({
  id: z.string(),
  name: untrusted('Name.'),
  kind: z.string().optional(),
  description: untrusted('Description.').optional(),
});

export const listWorkspaces = defineTool({
  name: 'list_workspaces',
  title: 'List workspaces',
  description: 'List the workspaces boards are kept in.',
  input: z.strictObject({ limit: limitParam, cursor: cursorParam }),
  output: pageOf(output),
  effect: 'read',
  scopes: ['monday:read'],
  handler: async ({ limit, cursor }, context) => {
    const page = pageNumber(cursor);
    const { workspaces } = await read(context.integration(), LIST_WORKSPACES, { limit, page }, answer);
    const items = workspaces.flatMap(({ id, name, kind, description }) =>
      id ? [{ id, name, ...(kind && { kind }), ...(description && { description }) }] : [],
    );
    return toPage(items, workspaces.length === limit ? String(page + 1) : undefined);
  },
});
