import { z } from 'zod';

/** The `limit` every list takes. */
export const limitParam = z.int().min(1).max(100).default(25).describe('Most items to return.');

/** The `cursor` every list takes. */
export const cursorParam = z
  .string()
  .min(1)
  .max(2048)
  .optional()
  .describe('nextCursor of the previous answer, to continue.');

/** A list's answer: `items`, and `nextCursor` where there is more. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().optional().describe('Pass as cursor; absent at the end.'),
  });

/** `{items, nextCursor}` with the cursor only where there is one. */
export const toPage = <T>(items: T[], nextCursor?: string | null): { items: T[]; nextCursor?: string } =>
  nextCursor ? { items, nextCursor } : { items };
