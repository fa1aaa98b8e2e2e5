import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { LIST_USERS } from '../documents';
import { pageNumber } from '../schema';

const answer = z.object({
  users: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      title: z.string().nullish(),
      status: z.string().optional(),
    }),
  ),
});

const user = z.object({
  id: z.string().describe('What a people column takes.'),
  name: untrusted('Name.'),
  email: untrusted('E-mail address.'),
  title: untrusted('Job title.').optional(),
  inactive: z.boolean(),
});

export const listUsers = defineTool({
  name: 'list_users',
  title: 'List users',
  description: 'List the people of the account, or find one by name or e-mail address.',
  input: z.strictObject({
    name: z.string().trim().min(1).max(255).optional().describe('Part of a name.'),
    email: z.email().max(254).optional().describe('Exact e-mail address.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(user),
  effect: 'read',
  scopes: ['monday:read'],
  handler: async ({ name, email, limit, cursor }, context) => {
    const page = pageNumber(cursor);
    const emails = email === undefined ? undefined : [email];
    const { users } = await read(context.integration(), LIST_USERS, { limit, page, name, emails }, answer);
    const items = users.map((raw) => ({
      id: raw.id,
      name: raw.name,
      email: raw.email,
      inactive: raw.status === 'INACTIVE',
      ...(raw.title && { title: raw.title }),
    }));
    return toPage(items, users.length === limit ? String(page + 1) : undefined);
  },
});
