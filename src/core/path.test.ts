import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeneschalError } from './errors';
import { methodPath, path } from './path';

const BASE = 'https://api.example.com/v2';
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        '.',
        '..',
        '/',
        '\\',
        '%',
        '%2f',
        '%2e',
        '%2E%2e',
        '?',
        '#',
        ';',
        '@',
        ':',
        '&',
        '\t',
        '\n',
        '\0',
        ' ',
        'é',
        '／',
        '．',
        'a',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);
const isRefused = (text: string): boolean => text === '' || /^\.+$/.test(text);

describe('the path tag', () => {
  it('keeps any text one segment, which decodes to that text', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => !isRefused(text)),
        (text) => {
          const url = new URL(BASE + path`/meetings/${text}/files`.value);
          expect(url.origin).toBe('https://api.example.com');
          expect(url.search + url.hash + url.username).toBe('');
          const segments = url.pathname.split('/');
          expect(segments).toHaveLength(5);
          expect([segments[1], segments[2], segments[4]]).toEqual(['v2', 'meetings', 'files']);
          expect(decodeURIComponent(segments[3] ?? '')).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('also at the end of a path and for two values', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => !isRefused(text)),
        anyText.filter((text) => !isRefused(text)),
        (first, second) => {
          const url = new URL(BASE + path`/u/${first}/m/${second}`.value);
          expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'v2', 'u', first, 'm', second]);
          expect(url.search + url.hash).toBe('');
        },
      ),
    );
  });

  it.each(['', '.', '..', '...', '.'.repeat(50)])('refuses %j as a fault of the caller', (text) => {
    expect(() => path`/meetings/${text}`).toThrow(SeneschalError);
    expect(() => path`/meetings/${text}`).toThrow(expect.objectContaining({ kind: 'invalid_request' }));
  });

  it.each(['\ud83d', 'a\udc00b'])('refuses %j, which has no UTF-8 form, as a fault of the caller', (text) => {
    expect(() => path`/meetings/${text}`).toThrow(expect.objectContaining({ kind: 'invalid_request' }));
  });

  it('knows its template, free of values', () => {
    expect(path`/users/${'me@example.com'}/messages/${7}`).toEqual({
      value: '/users/me%40example.com/messages/7',
      template: '/users/{}/messages/{}',
    });
    expect(path`/api.test`).toEqual({ value: '/api.test', template: '/api.test' });
  });
});

describe('methods we name ourselves', () => {
  it('stand in logs as they are', () => {
    expect(methodPath('conversations.list')).toEqual({ value: '/conversations.list', template: '/conversations.list' });
  });

  it.each(['', '.', 'a/b', 'a..b', 'a.', 'a?b', 'a%2fb', '../a'])('is refused: %j', (name) =>
    expect(() => methodPath(name)).toThrow(SeneschalError),
  );
});
