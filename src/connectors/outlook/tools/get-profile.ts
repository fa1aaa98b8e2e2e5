import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { addressOf, readPerson } from '../account';

export const getProfile = defineTool({
  name: 'get_profile',
  title: 'Whose mailbox is it?',
  description: 'Tell whose mailbox this is: name and address.',
  input: z.strictObject({}),
  output: z.object({ name: z.string(), email: z.string() }),
  effect: 'read',
  scopes: ['outlook:read'],
  handler: async (_, context) => {
    const who = await readPerson(context.integration());
    return { name: who.displayName ?? '', email: addressOf(who) };
  },
});
