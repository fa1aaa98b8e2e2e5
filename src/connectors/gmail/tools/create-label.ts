import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { path } from '../../../core/path';
import { write } from '../client';
import { gmailLabel, label, toLabel } from '../labels';

export const createLabel = defineTool({
  name: 'create_label',
  title: 'Create a label',
  description: 'Create a label. A slash in the name nests it: Customers/Brackwater.',
  input: z.strictObject({ name: z.string().trim().min(1).max(225).describe('Its name, not in use yet.') }),
  output: label,
  effect: 'write',
  scopes: ['gmail:write'],
  handler: async ({ name }, context) => {
    const shown = { messageListVisibility: 'show', labelListVisibility: 'labelShow' };
    return toLabel(await write(context.integration(), path`/labels`, { name, ...shown }, gmailLabel));
  },
});
