import { z } from 'zod';
import { PLATFORMS } from '../registry';

const LONGEST_DELAY_MS = 600_000;
const YEAR_S = 366 * 86_400;

const platform = z.enum(PLATFORMS.map(({ id }) => id));
const account = z.string().min(1).optional();

export const faultSchema = z.strictObject({
  host: z.string().min(1),
  method: z
    .string()
    .regex(/^[A-Za-z]+$/)
    .optional(),
  path: z.string().startsWith('/').optional(),
  times: z.number().int().min(1).optional(),
  status: z.number().int().min(200).max(599).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  delay_ms: z.number().int().min(0).max(LONGEST_DELAY_MS).optional(),
  cut_body: z.boolean().optional(),
  hang: z.boolean().optional(),
});

export const eventSchema = z.strictObject({
  platform,
  type: z.string().min(1),
  account,
  data: z.record(z.string(), z.unknown()).optional(),
  duplicate: z.boolean().optional(),
  tamper: z.boolean().optional(),
  skew_s: z.number().int().min(-YEAR_S).max(YEAR_S).optional(),
  target: z.url({ protocol: /^https?$/ }).optional(),
});

export const tokensSchema = z.strictObject({ platform, account, action: z.enum(['expire', 'revoke']) });
export const consentSchema = z.strictObject({ platform, mode: z.enum(['page', 'auto', 'deny']), account });
export const clockSchema = z.strictObject({
  offset_s: z
    .number()
    .int()
    .min(-10 * YEAR_S)
    .max(10 * YEAR_S),
});
export const limitsSchema = z.strictObject({ enabled: z.boolean() });
export const resetSchema = z.strictObject({ anchor: z.iso.date().optional() });

export type EventInput = z.infer<typeof eventSchema>;
