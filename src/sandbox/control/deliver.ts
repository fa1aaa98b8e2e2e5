import { parseJson } from '../kernel/call';
import { utf8 } from '../kernel/crypto';
import { type Account, type Delivery, type Platform, type Sandbox } from '../platform';
import { platformById } from '../registry';
import { accountOf, BadInput } from './input';
import { type EventInput } from './schemas';

const PATIENCE_MS = 30_000;

export interface Delivered {
  status: number;
  body: unknown;
}

/** Sends one event; undefined when nobody listens at the target. */
export async function deliver(input: EventInput, sandbox: Sandbox): Promise<Delivered | undefined> {
  const platform = platformById(input.platform);
  if (!platform) throw new BadInput('platform', 'platform: unknown');
  const { type, data = {}, tamper = false, skew_s: skew = 0 } = input;
  if (!platform.eventTypes.includes(type)) {
    throw new BadInput('type', `type: ${platform.title} delivers ${platform.eventTypes.join(', ')}.`);
  }
  const account = accountOf(platform, input.account);
  const target = input.target ?? targetOf(platform, account, sandbox);
  const forged = tamper || skew !== 0;
  const delivery = await platform.event({ type, account, data, forged, skew, target }, sandbox);
  const request = await prepared(delivery, target, tamper);
  let answer: Response | undefined;
  for (let sent = 0; sent < (input.duplicate ? 2 : 1); sent += 1) {
    await answer?.body?.cancel();
    try {
      answer = await fetch(target, { ...request, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch {
      return undefined;
    }
  }
  if (!answer) return undefined;
  const text = await answer.text();
  return { status: answer.status, body: parseJson(text) ?? text };
}

function targetOf(platform: Platform, account: Account, sandbox: Sandbox): string {
  if (platform.target === undefined) return `${sandbox.seneschalUrl}/webhooks/${platform.id}`;
  const told = platform.target(account, sandbox);
  if (told !== undefined) return told;
  throw new BadInput(
    'target',
    `target: ${account.name} told ${platform.title} no address. Give the one that the integration’s page at Seneschal shows.`,
  );
}

async function prepared(delivery: Delivery, target: string, tamper: boolean) {
  const { provenBy = '' } = delivery;
  const forged = tamper && provenBy !== '';
  const bytes = utf8(forged ? delivery.body.replace(provenBy, flipText(provenBy)) : delivery.body);
  const headers: Record<string, string> = {
    ...(await delivery.headers(delivery.body)),
    'content-type': delivery.contentType,
  };
  if (tamper && delivery.signedBy) headers[delivery.signedBy] = flipText(headers[delivery.signedBy] ?? '');
  else if (tamper && !forged) flipByte(bytes);
  return { method: 'POST', headers, body: bytes };
}

/** One bit of a letter or digit in the middle, so that the body stays text. */
function flipByte(bytes: Uint8Array): void {
  for (let at = bytes.length >> 1; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (/[A-Za-y0-8]/.test(String.fromCharCode(byte))) {
      bytes[at] = byte ^ 1;
      return;
    }
  }
}

/** Changes a character well before the end, whose last bits a base64url decoder may ignore. */
function flipText(text: string): string {
  const at = text.length - 20;
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}
