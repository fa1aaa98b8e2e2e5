import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { untrusted } from '../../../core/untrusted';
import { readMe } from '../user';

const LICENSED = 2;

export const getUser = defineTool({
  name: 'get_user',
  title: 'Get your Zoom user',
  description:
    'See whose Zoom account this is: name, address, time zone, licence (cloud recordings need one) and personal room.',
  input: z.strictObject({}),
  output: z.object({
    id: z.string(),
    accountId: z.string().optional(),
    name: untrusted('Full name.'),
    email: z.string(),
    timezone: z.string().optional(),
    licensed: z.boolean(),
    role: z.string().optional(),
    personalRoom: z.string().optional().describe('Its join link.'),
  }),
  effect: 'read',
  scopes: ['zoom:read'],
  handler: async (_, context) => {
    const me = await readMe(context.integration());
    return {
      id: me.id,
      name: me.name,
      email: me.email,
      licensed: me.type === LICENSED,
      ...(me.account_id !== undefined && { accountId: me.account_id }),
      ...(me.timezone && { timezone: me.timezone }),
      ...(me.role_name !== undefined && { role: me.role_name }),
      ...(me.personal_meeting_url !== undefined && { personalRoom: me.personal_meeting_url }),
    };
  },
});
