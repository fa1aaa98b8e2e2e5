import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { fromBase64 } from '../../core/ids';
import { readMailbox, toMailbox } from '../../core/mail-address';
import { mailboxesIn } from './address';
import { buildMime, type OutgoingMail, toRaw } from './mime';

const mail = (changes: Partial<OutgoingMail> = {}): OutgoingMail => ({
  to: [{ name: '', address: 'ada@example.com' }],
  cc: [],
  bcc: [],
  subject: 'Hello',
  text: 'Hi.',
  ...changes,
});

const crlf = (text: string): string => text.replaceAll('\r\n', '\n');
const normal = (text: string): string => text.replace(/\r\n?/g, '\n');

/** Every Unicode text a header takes: no control characters, well-formed. */
const headerText = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 300 })
  .map((text) => text.toWellFormed().replace(/[\u0000-\u001f\u007f]/g, ''));
const bodyText = fc.string({ unit: 'binary', maxLength: 600 }).map((text) => text.toWellFormed());
/** What most people write, which random code points hardly ever are. */
const prose = fc
  .array(
    fc.constantFrom(
      'Grüße',
      'hello',
      '=?UTF-8?B?',
      '?=',
      '=',
      '=\n',
      ' ',
      '  ',
      '\t',
      '\n',
      '日本語',
      '👩‍👩‍👧',
      '.',
      'From ',
      '--=_',
    ),
    { maxLength: 80 },
  )
  .map((words) => words.join(''));

describe('a message', () => {
  test('in plain ASCII stays readable', () => {
    const built = buildMime(
      mail({
        to: [
          { name: 'Ada Lovelace', address: 'ada@example.com' },
          { name: 'Calder, Ruth', address: 'ruth@example.com' },
        ],
        cc: [{ name: '', address: 'ben@example.com' }],
        bcc: [{ name: 'Jürgen Groß', address: 'jg@example.com' }],
        subject: 'The quarterly figures, and what they mean for the plan we agreed on in September',
        text: 'Dear all,\n\nhere they are: 2 + 2 = 4.\n',
        inReplyTo: '<b@example.com>',
        references: ['<a@example.com>', '<b@example.com>'],
      }),
    );
    expect(crlf(built)).toMatchInlineSnapshot(`
      "To: Ada Lovelace <ada@example.com>, "Calder, Ruth" <ruth@example.com>
      Cc: ben@example.com
      Bcc: =?UTF-8?B?SsO8cmdlbiBHcm/Dnw==?= <jg@example.com>
      Subject: The quarterly figures, and what they mean for the plan we agreed on
       in September
      In-Reply-To: <b@example.com>
      References: <a@example.com> <b@example.com>
      MIME-Version: 1.0
      Content-Type: text/plain; charset=UTF-8
      Content-Transfer-Encoding: quoted-printable

      Dear all,

      here they are: 2 + 2 =3D 4.
      "
    `);
  });

  test('with HTML has both as alternatives, the richer last', () => {
    const built = buildMime(mail({ subject: 'Übergabe', text: 'Grüße', html: '<p>Grüße</p>' }));
    expect(crlf(built)).toMatchInlineSnapshot(`
      "To: ada@example.com
      Subject: =?UTF-8?B?w5xiZXJnYWJl?=
      MIME-Version: 1.0
      Content-Type: multipart/alternative; boundary="=_seneschal"

      --=_seneschal
      Content-Type: text/plain; charset=UTF-8
      Content-Transfer-Encoding: base64

      R3LDvMOfZQ==
      --=_seneschal
      Content-Type: text/html; charset=UTF-8
      Content-Transfer-Encoding: base64

      PHA+R3LDvMOfZTwvcD4=
      --=_seneschal--
      "
    `);
  });

  test('without recipients or subject has no such headers', () => {
    expect(crlf(buildMime(mail({ to: [], subject: '' })))).toMatchInlineSnapshot(`
      "MIME-Version: 1.0
      Content-Type: text/plain; charset=UTF-8
      Content-Transfer-Encoding: quoted-printable

      Hi."
    `);
  });

  test('packs text that is mostly beyond ASCII as base64', () => {
    const built = buildMime(mail({ text: '日本語のテキスト' }));
    expect(built).toContain('Content-Transfer-Encoding: base64\r\n\r\n5pel5pys6Kqe44Gu44OG44Kt44K544OI');
  });

  test('is handed over as base64url without padding', () => {
    const raw = toRaw(mail({ text: 'ÿþÿ>?' }));
    expect(raw).toMatch(/^[\w-]+$/);
    expect(new TextDecoder().decode(fromBase64(raw))).toBe(buildMime(mail({ text: 'ÿþÿ>?' })));
  });
});

describe('nothing a caller gives begins a header of its own', () => {
  const smuggled = 'x\r\nBcc: eve@example.com';
  test.each<[string, Partial<OutgoingMail>]>([
    ['subject', { subject: smuggled }],
    ['a lone line feed', { subject: 'x\ny' }],
    ['a lone carriage return', { subject: 'x\ry' }],
    ['NUL', { subject: 'x\u0000y' }],
    ['a name', { to: [{ name: smuggled, address: 'ada@example.com' }] }],
    ['an address', { cc: [{ name: '', address: `ada@example.com${smuggled}` }] }],
    ['In-Reply-To', { inReplyTo: `<a>${smuggled}` }],
    ['References', { references: ['<a>', `<b>${smuggled}`] }],
  ])('%s', (_, changes) => {
    expect(() => buildMime(mail(changes))).toThrow(expect.objectContaining({ kind: 'invalid_request' }));
  });

  test('by any header text at all', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 120 });
    fc.assert(
      fc.property(anything, anything, (subject, name) => {
        let built: string;
        try {
          built = buildMime(mail({ subject, to: [{ name, address: 'ada@example.com' }] }));
        } catch (error) {
          expect(error).toMatchObject({ kind: 'invalid_request' });
          return;
        }
        const [head = ''] = built.split('\r\n\r\n');
        const names = head.split('\r\n').flatMap((line) => (line.startsWith(' ') ? [] : [line.split(':')[0]]));
        expect(names.filter((header) => header !== 'Subject')).toEqual([
          'To',
          'MIME-Version',
          'Content-Type',
          'Content-Transfer-Encoding',
        ]);
      }),
      { numRuns: 500 },
    );
  });
});

test('every line is seven-bit, ends in CRLF and is no longer than it may be', () => {
  fc.assert(
    fc.property(headerText, headerText, bodyText, (subject, name, text) => {
      const built = buildMime(mail({ subject, text, html: text, to: [{ name, address: 'ada@example.com' }] }));
      expect(built).toMatch(/^[\t\r\n\x20-\x7e]*$/);
      expect(built.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      for (const line of built.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
      for (const [word] of built.matchAll(/=\?UTF-8\?B\?[^?]*\?=/g)) {
        expect(word.length).toBeLessThanOrEqual(75);
        const bytes = fromBase64(word.slice('=?UTF-8?B?'.length, -2));
        // Throws where a character was split between two words.
        new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      }
    }),
    { numRuns: 300 },
  );
});

describe('an independent parser reads back', () => {
  const parse = (built: string) => PostalMime.parse(built);

  test('any subject', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          headerText,
          prose.map((text) => text.replace(/[\t\n]/g, '')),
        ),
        async (subject) => {
          const { subject: read = '' } = await parse(buildMime(mail({ subject })));
          // Space around a subject is nobody's, and no parser keeps it.
          expect(read.trim()).toBe(subject.trim());
        },
      ),
      { numRuns: 500 },
    );
  });

  test('any text and HTML', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(bodyText, prose), fc.option(bodyText, { nil: undefined }), async (text, html) => {
        const email = await parse(buildMime(mail({ text, html })));
        expect(normal(email.text ?? '').replace(/\n+$/, '')).toBe(normal(text).replace(/\n+$/, ''));
        if (html !== undefined)
          expect(normal(email.html ?? '').replace(/\n+$/, '')).toBe(normal(html).replace(/\n+$/, ''));
        expect(email.attachments).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('any name of a recipient', async () => {
    const name = fc
      .oneof(
        headerText,
        fc.constantFrom('O’Brien', 'a "quoted" name', 'back\\slash', 'Calder, Ruth; x', '(comment)', 'a@b c'),
      )
      .map((text) => text.replace(/[\s\u0080-\u009f]+/gu, ' ').trim())
      .filter((text) => text !== '' && text !== 'ada@example.com');
    await fc.assert(
      fc.asyncProperty(name, async (given) => {
        const { to, cc } = await parse(
          buildMime(
            mail({ to: [{ name: given, address: 'ada@example.com' }], cc: [{ name: '', address: 'b@example.com' }] }),
          ),
        );
        expect(to).toEqual([{ name: given, address: 'ada@example.com' }]);
        expect(cc).toEqual([{ name: '', address: 'b@example.com' }]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a recipient', () => {
  test.each([
    ['ada@example.com', { name: '', address: 'ada@example.com' }],
    [' ada@example.com ', { name: '', address: 'ada@example.com' }],
    ['<ada@example.com>', { name: '', address: 'ada@example.com' }],
    ['Ada Lovelace <ada@example.com>', { name: 'Ada Lovelace', address: 'ada@example.com' }],
    ['"Calder, Ruth" <ruth@example.com>', { name: 'Calder, Ruth', address: 'ruth@example.com' }],
    ['Calder, Ruth <ruth@example.com>', { name: 'Calder, Ruth', address: 'ruth@example.com' }],
    ['"A \\"B\\" C" <a@example.com>', { name: 'A "B" C', address: 'a@example.com' }],
    ['ada@example.com <ada@example.com>', { name: '', address: 'ada@example.com' }],
    ['o’hara+x@example.com', undefined],
    ["o'hara+x@example.com", { name: '', address: "o'hara+x@example.com" }],
    ['jg@müller.example', { name: '', address: 'jg@xn--mller-kva.example' }],
    ['Ada', undefined],
    ['ada@', undefined],
    ['@example.com', undefined],
    ['ada@localhost', undefined],
    ['ada@127.0.0.1', undefined],
    ['ada@example.com.', undefined],
    ['ada@exa mple.com', undefined],
    ['ada@example.com/x', undefined],
    ['ada..b@example.com', undefined],
    ['ada@example.com, ben@example.com', undefined],
    ['ada@example.com, Ben <ben@example.com>', undefined],
    ['ada@example.com; Ben <ben@example.com>', undefined],
    ['Ada <ada@example.com> <ben@example.com>', undefined],
    ['Ada\r\nBcc: eve@example.com <ada@example.com>', undefined],
    [`${'a'.repeat(65)}@example.com`, undefined],
  ])('%j', (text, expected) => {
    expect(readMailbox(text)).toEqual(expected);
  });

  test('that is none is refused with how to write one', () => {
    expect(() => toMailbox('Ada')).toThrow(
      'A recipient is no e-mail address. Write ada@example.com or Ada Lovelace <ada@example.com>.',
    );
  });

  test('is read back as our own results give it', () => {
    const name = headerText.map((text) =>
      text
        .replace(/[\s\u0080-\u009f]+/gu, ' ')
        .replace(/[<>"\\@,;]/g, '')
        .trim(),
    );
    fc.assert(
      fc.property(name, (given) => {
        const built = buildMime(mail({ to: [{ name: given, address: 'ada@example.com' }] }));
        const header = /^To: ?((?:.|\r\n )*)/m.exec(built)?.[1]?.replaceAll('\r\n', '') ?? '';
        const [shown = ''] = mailboxesIn(header);
        expect(readMailbox(shown)).toEqual({ name: given, address: 'ada@example.com' });
      }),
      { numRuns: 300 },
    );
  });
});
