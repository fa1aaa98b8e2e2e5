import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchExpression, readQuery } from './search-query';

describe('readQuery', () => {
  it.each([
    ['two words', { wanted: ['two', 'words'], unwanted: [], parts: [] }],
    ['"a phrase" word', { wanted: ['a phrase', 'word'], unwanted: [], parts: [] }],
    ['in -out -"left out"', { wanted: ['in'], unwanted: ['out', 'left out'], parts: [] }],
    ['会議 -会議 note', { wanted: ['note'], unwanted: ['会議'], parts: ['会議'] }],
    ['well-known', { wanted: ['well-known'], unwanted: [], parts: [] }],
    ['- "" ... -- ✓', { wanted: [], unwanted: [], parts: [] }],
    ['  ', { wanted: [], unwanted: [], parts: [] }],
  ])('takes %j apart', (query, terms) => {
    expect(readQuery(query)).toEqual(terms);
  });

  it('keeps at most 32 terms, each with something to find and nothing that ends a phrase', () => {
    const piece = fc.constantFrom('word', '"', '-', ' ', '\0', '会', '*', '(', 'NOT', ':', '\ud83d', 'é');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 120 }), (pieces) => {
        const { wanted, unwanted, parts } = readQuery(pieces.join(''));
        const terms = [...wanted, ...unwanted, ...parts];
        expect(terms.length).toBeLessThanOrEqual(32);
        for (const term of terms) expect([term, /^[^"\0]*[\p{L}\p{N}][^"\0]*$/u.test(term)]).toEqual([term, true]);
      }),
    );
    expect(readQuery('word '.repeat(33)).wanted).toHaveLength(32);
  });
});

describe('matchExpression', () => {
  it('asks for every word or any, for people by name, and leaves out what is unwanted', () => {
    const terms = { wanted: ['a', 'b "c"'], unwanted: ['d', 'e'], parts: [] };
    expect(matchExpression(terms, ['Maren', '?'], ['int_1', 'int_2'], 'all')).toBe(
      '((integration_id : ("int_1" OR "int_2")) AND ({title text people container_name} : ("a" AND "b ""c""")) AND ' +
        '(people : ("Maren"))) NOT ({title text people container_name} : ("d" OR "e"))',
    );
    expect(matchExpression({ ...terms, unwanted: [] }, [], ['int_1'], 'any')).toBe(
      '(integration_id : ("int_1")) AND ({title text people container_name} : ("a" OR "b ""c"""))',
    );
  });

  it('is undefined where there is nothing to match, and nowhere to look', () => {
    const nothing = { wanted: [], unwanted: [], parts: ['会'] };
    expect(matchExpression(nothing, ['…'], ['int_1'], 'all')).toBeUndefined();
    expect(matchExpression({ ...nothing, wanted: ['a'] }, [], [], 'all')).toBeUndefined();
    expect(matchExpression(nothing, ['Maren'], ['int_1'], 'all')).toBeDefined();
    expect(matchExpression({ ...nothing, unwanted: ['a'] }, [], ['int_1'], 'all')).toBeDefined();
  });

  it('lets no text out of its quotation marks', () => {
    const piece = fc.constantFrom(
      'a',
      '"',
      '""',
      '\0',
      ' ',
      ')',
      '(',
      ' OR ',
      'NOT',
      ':',
      '*',
      '{title}',
      '\ud83d',
      '会',
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (wanted, unwanted) => {
        const asked = matchExpression({ wanted, unwanted: [unwanted], parts: [] }, [], ['int_1'], 'all') ?? '';
        expect(asked.replace(/"(?:[^"]|"")*"/g, '?')).toMatch(
          /^\(\(integration_id : \(\?\)\) AND \(\{[a-z_ ]+\} : \(\?( AND \?)*\)\)\) NOT \(\{[a-z_ ]+\} : \(\?\)\)$/,
        );
      }),
    );
  });
});
