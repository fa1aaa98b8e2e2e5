import { DEFAULT_TIMEOUT_MS } from '../../src/core/outbound';
import { classify, toError } from '../../src/core/classify';
import { type Connector } from '../../src/core/define-connector';
import { type ClientCredentials } from '../../src/core/oauth-client';
import { type PlatformCall, type PlatformResponse } from '../../src/core/platform-call';
import { sendCall } from '../../src/core/platform-http';

/**
 * One call with an opened token.
 * @throws {SeneschalError} what the platform's refusal means, with `connectUrl` where only connecting again helps.
 */
export async function sendClassified(
  connector: Connector,
  client: ClientCredentials,
  accessToken: string,
  call: PlatformCall,
  connectUrl: string,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<PlatformResponse> {
  const response = await sendCall(connector, client, accessToken, call, timeoutMs);
  const now = Date.now();
  const classified = classify(connector, response, now);
  if (classified === undefined) return response;
  const detail = `${call.method} ${call.path.template} status=${response.status}`;
  throw toError(connector, classified, { detail, now, connectUrl });
}
