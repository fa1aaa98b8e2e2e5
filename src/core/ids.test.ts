import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, isId, newId, randomToken, sha256, toBase64, toBase64Url, toHex } from './ids';

describe('ids', () => {
  it('have their prefix and 26 characters without those that are mistaken for others', () => {
    expect(newId('int')).toMatch(/^int_[0-9abcdefghjkmnpqrstvwxyz]{26}$/);
  });

  it('sort by the time they were made', () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(time, time, (one, other) => {
        fc.pre(one !== other);
        expect(newId('x', one) < newId('x', other)).toBe(one < other);
      }),
    );
  });

  it('begin alike in one millisecond and never repeat', () => {
    const ids = Array.from({ length: 1000 }, () => newId('x', 1_763_709_600_000));
    expect(new Set(ids).size).toBe(1000);
    expect(new Set(ids.map((id) => id.slice(0, 11)))).toEqual(new Set([newId('x', 1_763_709_600_000).slice(0, 11)]));
  });

  it('are told from everything else', () => {
    const id = newId('int');
    expect(isId('int', id)).toBe(true);
    const others = [
      id.slice(0, -1),
      `${id}0`,
      id.toUpperCase(),
      id.replace('int_', 'mem_'),
      ` ${id}`.slice(0, 30),
      `${id.slice(0, -1)}i`,
      `${id.slice(0, -1)}\n`,
      `${id.slice(0, -1)}/`,
      '',
      'int_',
      `int_${'../'.repeat(9).slice(0, 26)}`,
    ];
    expect(others.filter((other) => isId('int', other))).toEqual([]);
    expect(isId('in', id)).toBe(false);
  });
});

describe('encodings', () => {
  it('give any bytes back from base64 and base64url', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes]);
        expect([...fromBase64(toBase64Url(bytes))]).toEqual([...bytes]);
        expect(toBase64Url(bytes)).toMatch(/^[A-Za-z0-9_-]*$/);
        expect(toHex(bytes)).toHaveLength(bytes.length * 2);
      }),
    );
  });

  it('encode more bytes than a call has arguments', () => {
    const bytes = new Uint8Array(300_000).fill(255);
    const back = fromBase64(toBase64(bytes));
    expect(back.length).toBe(300_000);
    expect(back.every((byte) => byte === 255)).toBe(true);
  });

  it('agree with the known values', async () => {
    expect(toBase64(new Uint8Array([251, 255, 254]))).toBe('+//+');
    expect(toBase64Url(new Uint8Array([251, 255, 254, 0]))).toBe('-__-AA');
    expect(toHex(new Uint8Array([0, 15, 255]))).toBe('000fff');
    expect(await sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
    expect(() => fromBase64('not base64!')).toThrow();
  });

  it('make handles of as many random bytes as asked', () => {
    expect(randomToken()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(randomToken(16)).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(randomToken()).not.toBe(randomToken());
  });
});
