import { z } from 'zod';
import { untrusted } from '../../core/untrusted';

/** A label as Gmail sends it; only what we map is named. */
export const gmailLabel = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(['system', 'user']).optional(),
});

/** A label as our tools answer it. */
export const label = z.object({
  id: z.string(),
  name: untrusted('Name; a slash nests.'),
});

export const listedLabel = label.extend({ kind: z.enum(['user', 'system']) });

export const toLabel = ({ id, name }: z.output<typeof gmailLabel>): z.input<typeof label> => ({ id, name });
