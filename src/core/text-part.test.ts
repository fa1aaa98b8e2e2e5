import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut } from './text-part';

test('a long text is cut between characters and continued where it was', () => {
  expect(cut('abcdef', 0, 4)).toEqual({ text: 'abcd', nextStart: 4 });
  expect(cut('abcdef', 4, 4)).toEqual({ text: 'ef' });
  expect(cut('abcdef', 9, 4)).toEqual({ text: '' });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), fc.integer({ min: 1, max: 9 }), (text, most) => {
      const parts: string[] = [];
      for (let at: number | undefined = 0; at !== undefined;) {
        const part: { text: string; nextStart?: number } = cut(text, at, most);
        expect(part.text.isWellFormed()).toBe(true);
        parts.push(part.text);
        at = part.nextStart;
      }
      expect(parts.join('')).toBe(text);
    }),
  );
});
