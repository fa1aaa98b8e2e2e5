import { fromBase64, toBase64, toHex } from './ids';

const encoder = new TextEncoder();

/** Deliveries older or newer than this are refused, in milliseconds. */
export const WEBHOOK_TOLERANCE_MS = 300_000;

/** @param secret a text stands for its UTF-8 bytes. */
export async function hmacSha256(
  secret: string | Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const raw = typeof secret === 'string' ? encoder.encode(secret) : secret;
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, data));
}

/** HMAC-SHA256 of a text, in hexadecimal. */
export const hmacSha256Hex = async (secret: string, text: string): Promise<string> =>
  toHex(await hmacSha256(secret, encoder.encode(text) as Uint8Array<ArrayBuffer>));

/** Compares in a time that depends on the lengths alone. */
export function equalConstantTime(left: string, right: string): boolean {
  const a = encoder.encode(left);
  const b = encoder.encode(right);
  return a.byteLength === b.byteLength && crypto.subtle.timingSafeEqual(a, b);
}

/**
 * The `v0` scheme of Slack and Zoom: `v0=` and the hexadecimal HMAC-SHA256 of `v0:{timestamp}:{raw body}`, refused where the
 * timestamp (seconds) is more than 300 s off.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 * @see https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events
 */
export async function verifyV0(options: {
  body: Uint8Array<ArrayBuffer>;
  timestamp: string | null;
  signature: string | null;
  secret: string;
  now: number;
}): Promise<boolean> {
  const { timestamp, signature } = options;
  if (timestamp === null || signature === null || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(options.now - Number(timestamp) * 1000) > WEBHOOK_TOLERANCE_MS) return false;
  const signed = withPrefix(`v0:${timestamp}:`, options.body);
  return equalConstantTime(signature, `v0=${toHex(await hmacSha256(options.secret, signed))}`);
}

/**
 * Standard Webhooks: `webhook-signature` is a list of `v1,` and the base64 HMAC-SHA256 of `{id}.{timestamp}.{raw body}`, separated by
 * spaces; the key is what follows `whsec_` of the secret, in base64. Refused where the time (seconds) is more than 300 s off.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function verifyStandardWebhook(options: {
  body: Uint8Array<ArrayBuffer>;
  id: string | null;
  timestamp: string | null;
  signature: string | null;
  secret: string;
  now: number;
}): Promise<boolean> {
  const { body, id, timestamp, signature, secret, now } = options;
  if (id === null || timestamp === null || signature === null || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp) * 1000) > WEBHOOK_TOLERANCE_MS) return false;
  const key = keyOf(secret);
  if (key === undefined) return false;
  const expected = `v1,${toBase64(await hmacSha256(key, withPrefix(`${id}.${timestamp}.`, body)))}`;
  return signature
    .split(' ')
    .slice(0, MOST_SIGNATURES)
    .map((given) => equalConstantTime(given, expected))
    .includes(true);
}

/** Undefined for a secret that is no base64: nothing can be signed with it. */
function keyOf(secret: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const key = fromBase64(secret.replace(/^whsec_/, ''));
    return key.length > 0 ? key : undefined;
  } catch {
    return undefined;
  }
}

function withPrefix(prefix: string, body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(prefix);
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
}

/** Signatures looked at in one header: more than there are live secrets is somebody trying. */
const MOST_SIGNATURES = 10;

/**
 * Stripe's scheme: `t={seconds},v1={hexadecimal HMAC-SHA256 of "{t}.{raw body}"}`, several `v1` while a secret is being changed. Other
 * schemes in the header are ignored; refused where the time is more than 300 s off.
 * @see https://docs.stripe.com/webhooks/signature
 */
export async function verifyStripe(options: {
  body: Uint8Array<ArrayBuffer>;
  signature: string | null;
  secret: string;
  now: number;
}): Promise<boolean> {
  const parts = (options.signature ?? '').split(',').map((part) => part.trim());
  const valuesOf = (name: string) =>
    parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  const [timestamp = '', ...more] = valuesOf('t');
  if (more.length > 0 || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(options.now - Number(timestamp) * 1000) > WEBHOOK_TOLERANCE_MS) return false;
  const signed = withPrefix(`${timestamp}.`, options.body);
  const expected = toHex(await hmacSha256(options.secret, signed));
  return valuesOf('v1')
    .slice(0, MOST_SIGNATURES)
    .map((given) => equalConstantTime(given, expected))
    .includes(true);
}
