import { describe, expect, it } from 'vitest';
import { fromBase64, hmacSha256Hex, signV0, toBase64Url, utf8 } from './crypto';

/* Made with the vendors' own libraries. */
const KEY = 'fixture-signing-key';
const TIMESTAMP = 1_763_709_600;
const BODY = '{"id":"evt_1","type":"test","note":"café"}';

describe('signatures', () => {
  it('signs as Slack and Zoom do', async () => {
    const expected = 'v0=ff9cdac1cba57b6573da02334d34a3a7dc4dc918b5d57ec29d26f3716a46e4b5';
    expect(await signV0(KEY, TIMESTAMP, BODY)).toBe(expected);
    expect(await signV0(KEY, TIMESTAMP, utf8(BODY))).toBe(expected);
  });

  it('answers what Zoom expects of a URL validation', async () => {
    expect(await hmacSha256Hex(KEY, 'plain-1')).toBe(
      '3f61d3ae9d0b09395119ea6c8227615f8f5365cac6791d07044c8307583c69a5',
    );
  });

  it('signs something else for any other body or time', async () => {
    const signatures = [
      await signV0(KEY, TIMESTAMP, BODY),
      await signV0(KEY, TIMESTAMP, BODY.replace('é', '\\u00e9')),
      await signV0(KEY, TIMESTAMP + 1, BODY),
      await signV0(`${KEY}2`, TIMESTAMP, BODY),
    ];
    expect(new Set(signatures).size).toBe(signatures.length);
  });
});

describe('base64', () => {
  it('reads both alphabets, padded or not, and nothing else', () => {
    const bytes = Uint8Array.from([251, 255, 190, 0]);
    expect(toBase64Url(bytes)).toBe('-_--AA');
    for (const text of ['-_--AA', '-_--AA==', '+/++AA==']) expect(fromBase64(text)).toEqual(bytes);
    for (const text of ['a', 'a b', 'ab$=']) expect(fromBase64(text)).toBeUndefined();
  });
});
