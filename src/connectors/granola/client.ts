import { type z } from 'zod';
import { type Classified } from '../../core/define-connector';
import { type EncodedPath } from '../../core/path';
import { expectShape, type PlatformApi, type PlatformCall, type PlatformResponse } from '../../core/platform-call';

export async function read<T extends z.ZodType>(
  api: PlatformApi,
  target: EncodedPath,
  shape: T,
  query?: PlatformCall['query'],
): Promise<z.output<T>> {
  const { body } = await api.request({ method: 'GET', path: target, effect: 'read', ...(query && { query }) });
  return expectShape(shape, body);
}

/**
 * Granola does not describe its errors: the status is all there is.
 * @see https://docs.granola.ai
 */
export function classify({ status }: PlatformResponse): Classified | undefined {
  switch (status) {
    case 401:
      return { kind: 'auth_expired', code: '401' };
    case 403:
      return {
        kind: 'insufficient_scope',
        code: '403',
        advice: 'This key may not read that. An admin of the Granola workspace allows it, or another key does.',
      };
    case 404:
      return {
        kind: 'not_found',
        code: '404',
        advice:
          'Granola has no such note, or has not summarised it yet, or this key may not read it. Take an id from list_notes.',
      };
    case 413:
      return { kind: 'invalid_request', code: '413', advice: 'The note is too long to be read at once.' };
    default:
      return undefined;
  }
}
