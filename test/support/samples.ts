import { z } from 'zod';
import { type Tool } from '../../src/core/define-tool';

/** Values of the shapes platforms use. The first that a field takes stands for it; an optional field is left out. */
const CANDIDATES: readonly unknown[] = [
  'Hello',
  'C024BE91L',
  'U012AB3CD',
  '1763709600.000100',
  'thumbsup',
  '2026-12-01T09:00:00Z',
  '2026-12-01T09:00:00+01:00',
  '2026-12-01T09:00:00',
  '2026-12-01',
  '09:30',
  'ada@example.com',
  'https://example.com/page',
  'Europe/Berlin',
  '18c2f3a4b5c6d7e8',
  '85746065123',
  'atsXxhSEQWit9t+U02HXNQ==',
  '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
  'INBOX',
  'Label_1',
  'not_1d3tmYTlCICgjy',
  'fol_4y6LduVdwSKC27',
  'int_06gzw23ame53ydq9w9pyb7qmpr',
  '#4986e7',
  1,
  30,
  true,
];

/**
 * Plausible arguments for a tool: every required field filled, optional ones left out unless they are named.
 * @throws {Error} for a field no candidate fits: add one of its shape to the candidates.
 */
export function sampleArgs(tool: Tool, also: readonly string[] = []): Record<string, unknown> {
  const shape = tool.input.shape as Record<string, z.ZodType>;
  const wanted = Object.entries(shape).filter(
    ([name, field]) => also.includes(name) || !field.safeParse(undefined).success,
  );
  return Object.fromEntries(wanted.map(([name, field]) => [name, sampleOf(field, `${tool.name}.${name}`)]));
}

function sampleOf(field: z.ZodType, where: string): unknown {
  const { enum: named, items } = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' });
  if (named?.[0] !== undefined) return named[0];
  if (typeof items === 'object' && !Array.isArray(items) && items.enum?.[0] !== undefined) return [items.enum[0]];
  for (const candidate of CANDIDATES) {
    if (field.safeParse(candidate).success) return candidate;
    if (field.safeParse([candidate]).success) return [candidate];
  }
  throw new Error(`no candidate of the samples fits ${where}`);
}
