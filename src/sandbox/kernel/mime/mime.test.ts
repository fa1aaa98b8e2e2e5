import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8, toBase64, utf8 } from '../crypto';
import { buildMime, formatAddress } from './build';
import { find, flatten, parseAddresses, parseMime, readableText } from './parse';
import { decodeQuotedPrintable, decodeWords, encodeQuotedPrintable, encodeWords } from './words';

describe('encoded words and bodies', () => {
  it('come back as they were', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) => text.replace(/[\r\n]/g, ' '));
    fc.assert(
      fc.property(line, (text) => {
        fc.pre(!text.includes('=?') && text === text.trim());
        expect(decodeWords(encodeWords(text).replace(/\r\n /g, ' '))).toBe(text);
        expect(fromUtf8(decodeQuotedPrintable(encodeQuotedPrintable(text)))).toBe(text);
      }),
    );
  });

  it('keeps lines short', () => {
    for (const line of encodeQuotedPrintable('ü'.repeat(300)).split('\r\n'))
      expect(line.length).toBeLessThanOrEqual(76);
    for (const line of encodeWords('ü'.repeat(300)).split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
  });

  it('joins a character that was split between two words', () => {
    expect(decodeWords('=?UTF-8?B?w6k=?= =?UTF-8?Q?_caf=C3?= =?utf-8?Q?=A9?= bar')).toBe('é café bar');
    expect(decodeWords('=?iso-8859-1?Q?Tom=E1s?= <t@x>')).toBe('Tomás <t@x>');
  });
});

describe('messages', () => {
  it('survive a round trip with two bodies and an attachment', () => {
    const content = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
    const raw = buildMime({
      headers: [
        ['From', formatAddress('Tomás Iglesias', 'tomas@larkfield.example')],
        ['To', formatAddress('Calder, Ruth', 'ruth@brackwater.example')],
        ['Subject', encodeWords('Übergabe der Sensoren – nächste Schritte')],
      ],
      text: 'Grüße\n\nund bis bald',
      html: '<p>Grüße</p>',
      attachments: [{ filename: 'plan.bin', mimeType: 'application/octet-stream', content }],
      seed: 'x',
    });
    const mime = parseMime(raw);
    expect(mime.mimeType).toBe('multipart/mixed');
    expect(flatten(mime).map((part) => part.mimeType)).toEqual(['text/plain', 'text/html', 'application/octet-stream']);
    expect(find(mime.headers, 'subject')).toBe('Übergabe der Sensoren – nächste Schritte');
    expect(parseAddresses(find(mime.headers, 'from') ?? '')).toEqual([
      { name: 'Tomás Iglesias', address: 'tomas@larkfield.example' },
    ]);
    expect(parseAddresses(find(mime.headers, 'to') ?? '')).toEqual([
      { name: 'Calder, Ruth', address: 'ruth@brackwater.example' },
    ]);
    expect(readableText(mime)).toBe('Grüße\r\n\r\nund bis bald');
    expect(flatten(mime)[2]).toMatchObject({ filename: 'plan.bin', body: content });
  });

  it('are read in the shapes other programs write', () => {
    const parts = [
      'Subject: =?utf-8?q?Folded?=\n =?utf-8?q?_header?=',
      'Content-Type: multipart/mixed;\n\tboundary=abc',
      '',
      'preamble',
      '--abc',
      '',
      'plain',
      '--abc',
      "Content-Type: text/csv; name*=utf-8''pl%C3%A4ne.csv",
      'Content-Transfer-Encoding: base64',
      '',
      toBase64(utf8('a,b')),
      '--abc--',
      'epilogue',
    ];
    const mime = parseMime(utf8(parts.join('\n')));
    expect(find(mime.headers, 'subject')).toBe('Folded header');
    expect(mime.parts.map(({ filename, body }) => [filename, fromUtf8(body)])).toEqual([
      ['', 'plain'],
      ['pläne.csv', 'a,b'],
    ]);
  });

  it('never throw, whatever arrives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(parseMime(bytes).headers).toBeInstanceOf(Array);
      }),
    );
  });
});
