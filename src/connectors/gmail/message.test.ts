import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64Url } from '../../core/ids';
import {
  attachmentsIn,
  decodeText,
  findPart,
  type GmailPart,
  inlineBytes,
  messageIds,
  peopleIn,
  readText,
  textHeader,
} from './message';

const utf8 = (text: string) => Uint8Array.from(new TextEncoder().encode(text));
const data = (bytes: Uint8Array) => ({ size: bytes.length, data: toBase64Url(bytes) });

const leaf = (mimeType: string, text: string, more: Partial<GmailPart> = {}): GmailPart => ({
  mimeType,
  filename: '',
  headers: [{ name: 'Content-Type', value: `${mimeType}; charset="UTF-8"` }],
  body: data(utf8(text)),
  ...more,
});
const multipart = (subtype: string, ...parts: GmailPart[]): GmailPart => ({
  mimeType: `multipart/${subtype}`,
  filename: '',
  body: { size: 0 },
  parts,
});
const file = (partId: string, mimeType: string, filename: string, size = 9): GmailPart => ({
  partId,
  mimeType,
  filename,
  headers: [{ name: 'Content-Disposition', value: 'attachment' }],
  body: { attachmentId: `ANGjdJ-${partId}`, size },
});
const header = (name: string, value: string): GmailPart => ({ headers: [{ name, value }] });
const text = (part: GmailPart) => readText(part, async (asked) => inlineBytes(asked));

describe('headers', () => {
  test.each([
    ['plain', 'plain'],
    ['=?UTF-8?B?R3LDvMOfZQ==?=', 'Grüße'],
    ['=?iso-8859-1?Q?Gr=FC=DFe_aus?= K=F6ln', 'Grüße aus K=F6ln'],
    ['=?utf-8?q?a?= =?utf-8?q?b?= c', 'ab c'],
    ['=?UTF-8?B?4pyT?=\r\n =?UTF-8?B?4pyT?=', '✓✓'],
    ['=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['already decoded: Grüße', 'already decoded: Grüße'],
    ['folded\r\n\tvalue', 'folded value'],
    ['=?UTF-8?Q?a=0D=0ABcc:_eve@example.com?=', 'a Bcc: eve@example.com'],
    ['=?unknown-8bit?Q?abc?=', 'abc'],
  ])('%j', (raw, expected) => {
    expect(textHeader(header('subject', raw), 'Subject')).toBe(expected);
  });

  test('that are missing are empty', () => {
    expect(textHeader(undefined, 'Subject')).toBe('');
    expect(peopleIn({}, 'To')).toEqual([]);
    expect(messageIds(header('References', 'none here'), 'References')).toEqual([]);
  });

  test('with people give each as name and address', () => {
    const to =
      '"Calder, Ruth" <ruth@example.com>, =?UTF-8?Q?J=C3=BCrgen?= <jg@example.com>, Team: a@example.com, b@example.com;, bare@example.com';
    expect(peopleIn(header('To', to), 'To')).toEqual([
      'Calder, Ruth <ruth@example.com>',
      'Jürgen <jg@example.com>',
      'a@example.com',
      'b@example.com',
      'bare@example.com',
    ]);
  });

  test('a name cannot pass itself off as an address', () => {
    expect(peopleIn(header('From', '"ceo@example.com <ceo@example.com>" <eve@example.net>'), 'From')).toEqual([
      'ceo@example.com ceo@example.com <eve@example.net>',
    ]);
  });

  test('with identifiers give those that are some', () => {
    const value = '<a@x.example> <b@x.example>\r\n <c@x.example> junk <no t> <>';
    expect(messageIds(header('References', value), 'references')).toEqual([
      '<a@x.example>',
      '<b@x.example>',
      '<c@x.example>',
    ]);
  });
});

describe('the text of a message', () => {
  test('is the plain alternative', async () => {
    expect(
      await text(multipart('alternative', leaf('text/plain', 'plain\r\nlines\r\n'), leaf('text/html', '<b>rich</b>'))),
    ).toBe('plain\nlines');
  });

  test('is the HTML where the plain alternative is empty, missing or last', async () => {
    const html = leaf('text/html', '<p>rich</p>');
    expect(await text(multipart('alternative', leaf('text/plain', ' \r\n'), html))).toBe('rich');
    expect(await text(multipart('alternative', html))).toBe('rich');
    expect(await text(multipart('alternative', html, leaf('text/plain', 'plain')))).toBe('plain');
    expect(await text(html)).toBe('rich');
  });

  test('is found below mixed, related and alternative, without the files', async () => {
    const related = multipart(
      'related',
      leaf('text/html', '<p>rich <img src="cid:1" alt="logo"></p>'),
      file('0.1.1', 'image/png', 'logo.png'),
    );
    const nested = multipart(
      'mixed',
      multipart('alternative', related),
      file('1', 'application/pdf', 'a.pdf'),
      leaf('text/plain', 'footer of the list'),
    );
    expect(await text(nested)).toBe('rich [logo]\n\nfooter of the list');
  });

  test('is not that of attached texts or attached messages', async () => {
    const attached = { ...leaf('text/plain', 'secret'), filename: 'notes.txt' };
    const disposed = {
      ...leaf('text/html', 'secret'),
      headers: [{ name: 'content-disposition', value: 'ATTACHMENT' }],
    };
    const message = { ...file('3', 'message/rfc822', 'forwarded.eml'), parts: [leaf('text/plain', 'secret')] };
    expect(await text(multipart('mixed', leaf('text/plain', 'mine'), attached, disposed, message))).toBe('mine');
  });

  test('is loaded where it is too long to lie in the answer', async () => {
    const part: GmailPart = { mimeType: 'text/plain', filename: '', body: { attachmentId: 'ANGjdJ', size: 9_000_000 } };
    expect(await readText(part, async ({ body }) => utf8(`loaded ${body?.attachmentId}`))).toBe('loaded ANGjdJ');
  });

  test('is empty where there is none, and stops at a depth nobody writes', async () => {
    expect(await readText(undefined, async () => utf8('x'))).toBe('');
    let deep = leaf('text/plain', 'deep');
    for (let level = 0; level < 40; level++) deep = multipart('mixed', deep);
    expect(await text(deep)).toBe('');
    expect(attachmentsIn(deep)).toEqual([]);
  });
});

describe('bytes become text', () => {
  const latin1 = Uint8Array.from('Grüße', (char) => char.charCodeAt(0));
  test.each<[string, Uint8Array, string | undefined, string]>([
    ['UTF-8', utf8('Grüße ✓'), 'utf-8', 'Grüße ✓'],
    ['UTF-8 that Gmail made of Latin-1', utf8('Grüße'), 'iso-8859-1', 'Grüße'],
    ['UTF-8 that Gmail made of ISO-2022-JP', utf8('日本語'), 'iso-2022-jp', '日本語'],
    ['Latin-1 itself', latin1, 'ISO-8859-1', 'Grüße'],
    ['Windows-1252', Uint8Array.of(0x93, 0x68, 0x69, 0x94), 'windows-1252', '“hi”'],
    ['Shift JIS', Uint8Array.of(0x93, 0xfa, 0x96, 0x7b), 'shift_jis', '日本'],
    [
      'ISO-2022-JP itself',
      Uint8Array.of(0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42),
      'iso-2022-jp',
      '日本',
    ],
    ['UTF-16', Uint8Array.of(0x68, 0, 0x69, 0), 'utf-16le', 'hi'],
    ['an unknown code', latin1, 'x-mystery', 'Grüße'],
    ['no code at all', latin1, undefined, 'Grüße'],
    ['broken UTF-8', Uint8Array.of(0x61, 0xc3), 'utf-8', 'a\ufffd'],
  ])('%s', (_, bytes, charset, expected) => {
    expect(decodeText(bytes, charset)).toBe(expected);
  });

  test('whatever is declared, UTF-8 survives', () => {
    const charsets = fc.constantFrom(
      'utf-8',
      'iso-8859-1',
      'windows-1252',
      'koi8-r',
      'gb2312',
      'shift_jis',
      'us-ascii',
      'x-y',
      undefined,
    );
    const words = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((some) => !/[\0\u001b]/.test(some));
    fc.assert(
      fc.property(words, charsets, (some, charset) => {
        expect(decodeText(utf8(some), charset)).toBe(some.replace(/^\ufeff/, ''));
      }),
    );
  });
});

test('attachments are everything else, each with an id that finds it again', () => {
  const root = multipart(
    'mixed',
    leaf('text/plain', 'text'),
    file('1', 'application/pdf', '=?UTF-8?Q?Angebot_=C3=BC?=.pdf', 12_345),
    file('2', 'Nonsense!', 'x.bin'),
    leaf('text/calendar', 'BEGIN:VCALENDAR', { partId: '3' }),
    multipart('signed', leaf('text/html', '<p>x</p>'), {
      partId: '4.1',
      mimeType: 'application/pgp-signature',
      body: { size: 0 },
    }),
  );
  expect(attachmentsIn(root)).toEqual([
    { id: '1', name: 'Angebot ü.pdf', type: 'application/pdf', bytes: 12_345 },
    { id: '2', name: 'x.bin', type: 'application/octet-stream', bytes: 9 },
    { id: '3', name: '', type: 'text/calendar', bytes: 15 },
  ]);
  for (const { id, name } of attachmentsIn(root))
    expect(textHeader(header('x', findPart(root, id)?.filename ?? ''), 'x')).toBe(name);
  expect(findPart(root, '9')).toBeUndefined();
  expect(attachmentsIn({ ...file('', 'application/pdf', 'whole.pdf') })).toMatchObject([
    { id: 'root', name: 'whole.pdf' },
  ]);
});
