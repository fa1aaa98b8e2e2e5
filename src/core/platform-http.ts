import { type ClientCredentials, outboundOptions } from './oauth-client';
import { type Connector } from './define-connector';
import { SeneschalError } from './errors';
import { parseKey } from './key';
import { toBase64 } from './ids';
import { isAllowedUrl, type OutboundRequest, type RawResponse, send } from './outbound';
import { type PlatformCall, type PlatformResponse } from './platform-call';

/** Sends a described call with an opened credential. Only the Integration object calls this. */
export async function sendCall(
  connector: Connector,
  client: Pick<ClientCredentials, 'sandboxUrl' | 'appKeys'>,
  credential: string,
  call: PlatformCall,
  timeoutMs?: number,
): Promise<PlatformResponse> {
  const raw = await send(toRequest(connector, credentialHeaders(connector, client, credential, call), call), {
    ...outboundOptions(connector, client),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(call.maxBytes !== undefined && { maxBytes: call.maxBytes }),
  });
  return { status: raw.status, headers: raw.headers, body: readBody(raw, call) };
}

/** The headers a call goes out with as whom it goes out. */
function credentialHeaders(
  { id, auth, appKeys }: Connector,
  client: Pick<ClientCredentials, 'appKeys'>,
  credential: string,
  { as }: PlatformCall,
): Record<string, string> {
  if (as !== undefined) {
    const [appKey, secret] = [appKeys?.[as], client.appKeys?.[as]];
    if (appKey !== undefined && secret !== undefined) return appKey.headers(secret);
    throw new SeneschalError('internal', 'Internal error.', { detail: `${id} has no app key ${as}` });
  }
  switch (auth.kind) {
    case 'oauth2':
      return { authorization: `Bearer ${credential}` };
    case 'api_key':
      return auth.headers(parseKey(credential));
    case 'none':
      return {};
  }
}

function toRequest(connector: Connector, credential: Record<string, string>, call: PlatformCall): OutboundRequest {
  const url = new URL(call.url === undefined ? belowOrigin(connector, call) : givenUrl(connector, call.url));
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? (value as readonly string[]) : [value])
      url.searchParams.append(name, String(item));
  }
  const headers: Record<string, string> = {
    accept: 'application/json',
    'user-agent': 'Seneschal/0.1',
    ...call.headers,
    ...credential,
  };
  if (call.json !== undefined) {
    headers['content-type'] = 'application/json; charset=utf-8';
    return { method: call.method, url: url.href, headers, body: JSON.stringify(call.json) };
  }
  if (call.form !== undefined) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(call.form)) if (value !== undefined) form.set(name, String(value));
    return { method: call.method, url: url.href, headers, body: form.toString() };
  }
  return { method: call.method, url: url.href, headers };
}

function belowOrigin(connector: Connector, call: PlatformCall): string {
  const base = connector.origins[call.origin ?? 'api'];
  if (base !== undefined) return base + call.path.value;
  throw new SeneschalError('internal', 'Internal error.', { detail: `${connector.id} has no origin ${call.origin}` });
}

/** @throws {SeneschalError} `internal` for an address that is not on one of the connector's own hosts. */
function givenUrl(connector: Connector, url: string): string {
  if (isAllowedUrl(url, Object.values(connector.origins))) return url;
  throw new SeneschalError('internal', `${connector.title} pointed outside its own hosts. Nothing was sent.`, {
    detail: `host of ${URL.parse(url)?.host}`,
  });
}

function readBody(raw: RawResponse, call: PlatformCall): unknown {
  const ok = raw.status >= 200 && raw.status < 300;
  const expect = call.expect ?? 'json';
  if (ok && expect === 'base64') return toBase64(raw.bytes);
  const text = new TextDecoder().decode(raw.bytes);
  if (ok && expect === 'text') return text;
  if (ok && expect === 'empty' && text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!ok) return text;
    throw new SeneschalError('invalid_response', 'The platform’s answer was not JSON. Try again in a moment.', {
      cause,
      detail: `status ${raw.status}, ${raw.bytes.byteLength} bytes`,
    });
  }
}
