import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeneschalError } from './errors';
import { checkJson, exceedsDepth } from './json-limits';

const arrays = (depth: number, inside = ''): string => '['.repeat(depth) + inside + ']'.repeat(depth);
const objects = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

function refusal(value: unknown): string | undefined {
  try {
    checkJson(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof SeneschalError)) throw error;
    expect(error.kind).toBe('invalid_request');
    return error.message;
  }
}

describe('checkJson', () => {
  it.each(['', '1', '"text"', 'null'])('lets 64 levels through, whatever is innermost: %j', (inside) => {
    expect(refusal(JSON.parse(arrays(64, inside)))).toBeUndefined();
  });

  it('refuses 65 levels, of arrays and of objects', () => {
    expect(refusal(JSON.parse(objects(64)))).toBeUndefined();
    expect(refusal(JSON.parse(arrays(65)))).toBe('The JSON is nested more than 64 levels deep.');
    expect(refusal(JSON.parse(objects(65)))).toBe('The JSON is nested more than 64 levels deep.');
  });

  it('counts every value: 50,000 pass and one more does not', () => {
    expect(refusal(Array.from({ length: 49_999 }, () => 0))).toBeUndefined();
    expect(refusal(Array.from({ length: 50_000 }, () => 0))).toBe('The JSON has more than 50000 values.');
  });

  it.each([
    ['a value', { text: 'a\0b' }],
    ['a list', ['\0']],
    ['a member’s name', { 'a\0': 1 }],
  ])('refuses NUL in %s', (_where, value) => {
    expect(refusal(value)).toBe('Text may not contain the NUL character.');
  });

  it.each([[['\ud83d']], [['x\udc00y']], [['\udc00\ud83d']], [{ '\ud83d': 1 }]])(
    'refuses half a surrogate pair: %j',
    (value) => {
      expect(refusal(value)).toBe('Text contains half of a surrogate pair.');
    },
  );

  it('lets whole pairs, joiners and every script through', () => {
    expect(refusal(['😀', '👩‍👩‍👧', 'می‌خواهم', '漢字', '', ' '])).toBeUndefined();
  });

  it.each(['9007199254740992', '-9007199254740992', '9007199254740993', '1e300'])(
    'refuses %s: no longer exact',
    (text) => {
      expect(refusal(JSON.parse(`{"n":${text}}`))).toBe('A whole number is beyond 2^53 - 1; send it as a string.');
    },
  );

  it.each(['1e999', '-1e999'])('refuses %s: it became infinite', (text) => {
    expect(refusal(JSON.parse(`{"n":${text}}`))).toBe('A whole number is beyond 2^53 - 1; send it as a string.');
  });

  it.each(['9007199254740991', '-9007199254740991', '0', '-0', '0.1', '1e-300', '123456789.25'])(
    'lets %s through',
    (text) => {
      expect(refusal(JSON.parse(`{"n":${text}}`))).toBeUndefined();
    },
  );
});

/** The depth of containers, found by walking the parsed value. */
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('exceedsDepth', () => {
  it('agrees with the parsed value on any JSON, however it is spaced', () => {
    const tree = fc.jsonValue({ maxDepth: 6 });
    fc.assert(
      fc.property(tree, fc.integer({ min: 0, max: 7 }), fc.constantFrom(undefined, 2), (value, limit, space) => {
        expect(exceedsDepth(JSON.stringify(value, null, space), limit)).toBe(depthOf(value) > limit);
      }),
    );
  });

  it('is not deceived by brackets, quotes and backslashes in text', () => {
    const part = fc.constantFrom('[', ']', '{', '}', '"', '\\', ':', ',', 'a', '\\u005b');
    const text = fc.array(part, { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(fc.dictionary(text, text), { maxLength: 5 }), (value) => {
        expect(exceedsDepth(JSON.stringify(value), 2)).toBe(false);
        expect(exceedsDepth(JSON.stringify(value), 1)).toBe(value.length > 0);
      }),
    );
  });

  it('and checkJson draw the line at the same depth', () => {
    for (const depth of [63, 64, 65, 66]) {
      const text = arrays(depth, '1');
      expect([depth, exceedsDepth(text), refusal(JSON.parse(text)) !== undefined]).toEqual([
        depth,
        depth > 64,
        depth > 64,
      ]);
    }
  });

  it('refuses a million levels without walking them all', () => {
    const startedAt = performance.now();
    expect(exceedsDepth('['.repeat(1_000_000))).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(50);
  });
});
