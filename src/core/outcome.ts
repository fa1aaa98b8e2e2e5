import { type Failure, SeneschalError } from './errors';

/** A result or a failure as plain data: errors lose their fields when they cross from one object to another. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export async function settle<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, failure: SeneschalError.from(error).toFailure() };
  }
}

/** @throws {SeneschalError} the failure, whole again. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw SeneschalError.fromFailure(outcome.failure);
}
