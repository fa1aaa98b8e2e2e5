import { z } from 'zod';
import { type ErrorKind, SeneschalError } from '../../core/errors';
import { type EncodedPath } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { write } from './client';

export const gmailSent = z.object({ id: z.string(), threadId: z.string() });

/** Failures after which nobody knows whether the message went out. */
const UNCONFIRMED: readonly ErrorKind[] = ['timeout', 'network', 'provider_unavailable', 'invalid_response'];

/**
 * Sends, once. Gmail has no idempotency keys, so where the answer is lost the next step is to look, and we say where.
 * @throws {SeneschalError} as Gmail refuses, or of a kind in `UNCONFIRMED` saying where to look.
 */
export async function sent(api: PlatformApi, to: EncodedPath, json: unknown): Promise<z.output<typeof gmailSent>> {
  try {
    return await write(api, to, json, gmailSent, { cost: 'sending' });
  } catch (error) {
    const failure = SeneschalError.from(error);
    if (!UNCONFIRMED.includes(failure.kind)) throw error;
    const { message: _, ...known } = failure.toFailure();
    const advice =
      'Gmail did not confirm the sending. A search_messages for in:sent newer_than:1d shows whether it went out.';
    throw SeneschalError.fromFailure({ ...known, message: advice });
  }
}
