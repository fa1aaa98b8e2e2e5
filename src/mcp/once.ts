import { type ErrorKind, SeneschalError } from '../core/errors';
import { sha256 } from '../core/ids';
import { type EffectClaim, type IntegrationObject } from '../core/integration-view';
import { unwrap } from '../core/outcome';
import { type Principal } from '../core/principal';

/** After these the platform may have carried out what it was asked, or not. */
const UNCERTAIN: readonly ErrorKind[] = ['provider_unavailable', 'timeout', 'network', 'invalid_response', 'internal'];

export const isUncertain = (error: SeneschalError): boolean => !error.unsent && UNCERTAIN.includes(error.kind);

/** Names an effect: equal arguments in another order are the same effect. */
export const claimOf = async (tool: string, key: string, input: Record<string, unknown>): Promise<EffectClaim> => ({
  tool,
  key,
  digest: await sha256(JSON.stringify(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1)))),
});

/**
 * Does `work` once under its key: a second call with the key gets the first result, and one whose predecessor was lost is told that the
 * outcome is unknown.
 * @throws {SeneschalError} `conflict`, or what `work` threw.
 */
export async function once(
  object: IntegrationObject,
  principal: Principal,
  claim: EffectClaim,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const begun = unwrap(await object.begin(principal, claim));
  if (begun.done) return JSON.parse(begun.result);
  let result: unknown;
  try {
    result = await work();
  } catch (error) {
    unwrap(
      isUncertain(SeneschalError.from(error))
        ? await object.lose(principal, claim)
        : await object.finish(principal, claim, null),
    );
    throw error;
  }
  unwrap(await object.finish(principal, claim, JSON.stringify(result)));
  return result;
}
