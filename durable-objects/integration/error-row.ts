import { type SeneschalError } from '../../src/core/errors';
import { newId } from '../../src/core/ids';
import { type ErrorRow } from '../../src/core/integration-record';
import { type PlatformCall } from '../../src/core/platform-call';

/** A failed call as it is kept: what was asked and how it was refused, without values and without payloads. */
export const errorRow = (call: Pick<PlatformCall, 'method' | 'path'>, error: SeneschalError): ErrorRow => ({
  id: newId('err'),
  kind: error.kind,
  method: call.method,
  pathTemplate: call.path.template,
  status: Number(/status[= ](\d+)/.exec(error.detail ?? '')?.[1] ?? Number.NaN) || null,
  code: /(?:code=|, error )(\S+)/.exec(error.detail ?? '')?.[1] ?? null,
  reference: error.reference,
  at: Date.now(),
});
