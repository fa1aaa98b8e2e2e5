import { describe, expect, it } from 'vitest';
import { equalConstantTime, hmacSha256Hex, verifyV0 } from './signatures';

const SECRET = 'fixture-signing-key';
const TIMESTAMP = '1763709600';
const NOW = 1_763_709_600_000;
const BODY = new TextEncoder().encode('{"id":"evt_1","type":"test","note":"café"}') as Uint8Array<ArrayBuffer>;
const SIGNATURE = 'v0=ff9cdac1cba57b6573da02334d34a3a7dc4dc918b5d57ec29d26f3716a46e4b5';

const good = { body: BODY, timestamp: TIMESTAMP, signature: SIGNATURE, secret: SECRET, now: NOW };
const verify = (changed: Partial<Parameters<typeof verifyV0>[0]>) => verifyV0({ ...good, ...changed });

describe('the v0 scheme of Slack and Zoom', () => {
  it('takes the signature made by the vendors’ code', async () => {
    expect(await verify({})).toBe(true);
  });

  it('refuses a body with any one bit flipped', async () => {
    for (let at = 0; at < BODY.length; at++) {
      const body = BODY.slice();
      body[at] = (body[at] ?? 0) ^ (1 << (at % 8));
      expect(await verify({ body })).toBe(false);
    }
  });

  it('refuses a signature with any one character changed', async () => {
    for (let at = 0; at < SIGNATURE.length; at++) {
      const other = SIGNATURE[at] === '0' ? '1' : '0';
      expect(await verify({ signature: SIGNATURE.slice(0, at) + other + SIGNATURE.slice(at + 1) })).toBe(false);
    }
  });

  it.each([
    ['empty', ''],
    ['the prefix alone', 'v0='],
    ['one character short', SIGNATURE.slice(0, -1)],
    ['one character long', `${SIGNATURE}0`],
    ['without prefix', SIGNATURE.slice(3)],
    ['of another version', SIGNATURE.replace('v0', 'v1')],
    ['in capitals', SIGNATURE.toUpperCase()],
    ['sent twice', `${SIGNATURE}, ${SIGNATURE}`],
    ['beyond ASCII', SIGNATURE.replace('a', 'а')],
    ['half a surrogate pair', '\ud83d'],
    ['missing', null],
  ])('refuses a signature that is %s', async (_what, signature) => {
    expect(await verify({ signature })).toBe(false);
  });

  it.each([
    null,
    '',
    'soon',
    '1763709600.5',
    '-1763709600',
    ' 1763709600',
    '1763709600, 1763709600',
    '1e9',
    '9'.repeat(13),
  ])('refuses the timestamp %j', async (timestamp) => {
    expect(await verify({ timestamp })).toBe(false);
  });

  it('takes 300 s of difference either way, and not a millisecond more', async () => {
    const skewed = [-300_001, -300_000, 300_000, 300_001].map((skew) => verify({ now: NOW + skew }));
    expect(await Promise.all(skewed)).toEqual([false, true, true, false]);
  });

  it('signs the timestamp too', async () => {
    expect(await verify({ timestamp: '1763709601' })).toBe(false);
  });

  it('refuses the body written anew by a JSON library, and another secret', async () => {
    const escaped = new TextEncoder().encode(
      '{"id":"evt_1","type":"test","note":"caf\\u00e9"}',
    ) as Uint8Array<ArrayBuffer>;
    const spaced = new TextEncoder().encode(
      '{"id": "evt_1", "type": "test", "note": "café"}',
    ) as Uint8Array<ArrayBuffer>;
    expect(await verify({ body: escaped })).toBe(false);
    expect(await verify({ body: spaced })).toBe(false);
    expect(await verify({ body: new Uint8Array() })).toBe(false);
    expect(await verify({ secret: 'fixture-signing-keY' })).toBe(false);
  });
});

describe('what signatures are made of', () => {
  it('answers Zoom’s URL validation as Zoom computes it', async () => {
    expect(await hmacSha256Hex(SECRET, 'plain-1')).toBe(
      '3f61d3ae9d0b09395119ea6c8227615f8f5365cac6791d07044c8307583c69a5',
    );
  });

  it('compares texts of any length without throwing', () => {
    expect(equalConstantTime('', '')).toBe(true);
    expect(equalConstantTime('abc', 'abc')).toBe(true);
    expect(equalConstantTime('abc', 'abd')).toBe(false);
    expect(equalConstantTime('abc', 'ab')).toBe(false);
    expect(equalConstantTime('é', 'e\u0301')).toBe(false);
  });
});
