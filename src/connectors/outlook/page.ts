import { z } from 'zod';
import { invalidRequest } from '../../core/errors';

/** What every list of Graph says of what follows. */
export const nextLink = { '@odata.nextLink': z.string().optional() };

/** Where a list goes on: the one parameter of Graph's link that is not ours already. */
const POSITIONS = ['$skip', '$skiptoken'];

/** The cursor in an answer; undefined at the end. */
export function nextCursor(answer: { '@odata.nextLink'?: string | undefined }): string | undefined {
  const params = [...(URL.parse(answer['@odata.nextLink'] ?? '')?.searchParams ?? [])];
  const position = params.find(([name]) => POSITIONS.includes(name.toLowerCase()));
  return position && new URLSearchParams([position]).toString();
}

/** @throws {SeneschalError} `invalid_request` for a cursor that is none of ours. */
export function positionOf(cursor: string | undefined): Record<string, string> {
  if (cursor === undefined) return {};
  const params = [...new URLSearchParams(cursor)];
  const [name = '', value = ''] = params[0] ?? [];
  if (params.length === 1 && POSITIONS.includes(name.toLowerCase()) && value !== '') return { [name]: value };
  throw invalidRequest('cursor: use the nextCursor of the previous answer.');
}
