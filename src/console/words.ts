import { type ErrorKind, type Recovery } from '../core/errors';

/** What was done, in words, by the audit's own name for it. Other names are shown as they are. */
export const ACTIONS: Readonly<Record<string, string>> = {
  'tool.call': 'Called',
  'session.sign_in': 'Signed in',
  'session.revoke': 'Ended a session',
  'client.consent': 'Answered a client',
  'client.revoke': 'Removed a client',
  'integration.connect': 'Connected an account',
  'integration.disconnect': 'Disconnected an account',
  'integration.share': 'Changed who may use',
  'integration.default': 'Chose a default account',
  'webhook.replay': 'Replayed a webhook',
  'token.create': 'Made a token',
  'token.revoke': 'Revoked a token',
  'member.invite': 'Invited a member',
  'member.remove': 'Removed a member',
};

export const actionWords = (action: string): string => ACTIONS[action] ?? action;

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bHeadlessChrome\//, 'Chrome without a window'],
  [/\bChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** `Firefox on Linux`; what a program calls itself where it is no browser we know. */
export function userAgentWords(userAgent: string): string {
  const find = (known: readonly (readonly [RegExp, string])[]) =>
    known.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = find(BROWSERS);
  const system = find(SYSTEMS);
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`;
  if (system !== undefined) return `A browser on ${system}`;
  return userAgent === '' ? 'Unknown program' : userAgent.slice(0, 60);
}

/** `you`, a member's name, or the id of somebody no longer known. */
export const nameOf = (names: ReadonlyMap<string, string>, id: string, self?: string): string =>
  id === self ? 'You' : id === 'system' ? 'Seneschal' : id === 'platform' ? 'The platform' : (names.get(id) ?? id);

const SIZES = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** `840 ms`, `2.4 s`. */
export const durationWords = (ms: number): string =>
  ms < 1_000 ? `${SIZES.format(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

const ERRORS: Readonly<Record<ErrorKind, string>> = {
  auth_expired: 'The sign-in had ended',
  auth_revoked: 'Access was withdrawn',
  insufficient_scope: 'Not granted',
  rate_limited: 'Asked too fast',
  quota_exceeded: 'Quota used up',
  not_found: 'Not found',
  invalid_request: 'Arguments refused',
  conflict: 'Changed or exists already',
  provider_unavailable: 'The platform had trouble',
  timeout: 'No answer in time',
  network: 'Not reached',
  invalid_response: 'An unexpected answer',
  internal: 'Settings or an internal error',
};

/** What went wrong, in a few words. */
export const errorWords = (kind: string): string => new Map<string, string>(Object.entries(ERRORS)).get(kind) ?? kind;

/** Whose turn it is after an error. */
export const TURNS: Readonly<Record<Recovery['turn'], string>> = {
  seneschal: 'Nobody’s: it waits and goes on by itself',
  platform: 'Nobody’s: it is tried again by itself',
  owner: 'Its owner’s: connect it again',
  caller: 'The caller’s: other arguments',
  operator: 'The operator’s',
};
