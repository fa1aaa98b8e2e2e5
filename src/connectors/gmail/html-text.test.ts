import fc from 'fast-check';
import { expect, test } from 'vitest';
import { htmlToText } from './html-text';

test('a reply as mail programs write it', () => {
  const html = `<html><head><title>x</title><style>p{color:red}</style></head><body>
    <div dir="ltr">Hi&nbsp;Ada,<div><br></div><div>that works &amp; <b>thanks</b>!</div>
    <ul><li>first</li><li>second <a href="https://example.com/plan">the plan</a></li></ul></div>
    <div class="gmail_quote">On Mon, Ada &lt;<a href="mailto:ada@example.com">ada@example.com</a>&gt; wrote:<br>
    <blockquote><p>Shall we?</p><p>Ada</p></blockquote></div></body></html>`;
  expect(htmlToText(html)).toMatchInlineSnapshot(`
    "Hi Ada,

    that works & thanks!

    - first
    - second the plan (https://example.com/plan)

    On Mon, Ada <ada@example.com> wrote:

    > Shall we?
    >
    > Ada"
  `);
});

test('a layout table with a preview line, a picture and a tracked link', () => {
  const long = `https://click.example.com/${'x'.repeat(400)}`;
  const html = `<div style="display:none;max-height:0">Preview nobody sees &#847;</div>
    <table><tr><td>Invoice</td><td>12.50 €</td></tr><tr><td><img src="a.png" alt="Logo"><img src="t.gif" alt=""></td></tr></table>
    <hr><a href="${long}">Pay now</a><br><br><br><br><br>Bye<script>alert(1)</script>`;
  expect(htmlToText(html)).toMatchInlineSnapshot(`
    "Invoice 12.50 €
    [Logo]

    ---
    Pay now (https://click.example.com/…)


    Bye"
  `);
});

test.each([
  ['<p>one</p><p>two</p>', 'one\n\ntwo'],
  ['one<br>two<br/><br>three', 'one\ntwo\n\nthree'],
  ['a  b\n c', 'a b c'],
  ['<b>a</b><i>b</i> <u>c</u>', 'ab c'],
  ['<pre>a\n  b\n\nc</pre>after', 'a\n  b\n\nc\n\nafter'],
  ['<blockquote>a<blockquote>b</blockquote>c</blockquote>d', '> a\n>\n> > b\n>\n> c\n\nd'],
  ['<ol><li>a<li>b</ol>', '- a\n- b'],
  ['&lt;script&gt; &euro; &#128512; &copy;2026', '<script> € 😀 ©2026'],
  ['<a href="https://example.com/">https://example.com</a>', 'https://example.com'],
  ['<a href="https://example.com">example.com</a>', 'example.com'],
  ['<a href="mailto:a@example.com">a@example.com</a>', 'a@example.com'],
  ['<a href="https://evil.example">bank.example</a>', 'bank.example (https://evil.example)'],
  ['<a href="javascript:alert(1)">x</a>', 'x'],
  ['<a href="https://example.com"><img src="x"></a>', '(https://example.com)'],
  ['<p hidden>no</p>yes', 'yes'],
  ['<span style="visibility: hidden">no</span>yes', 'yes'],
  ['<span style="OPACITY:0">no</span><span style="opacity:0.5">yes</span>', 'yes'],
  ['<div style="display:none"><p>no<br><img alt="no"></p></div>yes', 'yes'],
  ['<div style="font-size:0"><span style="font-size:14px">yes</span></div>', 'yes'],
  ['<!-- no --><![CDATA[x]]>yes', 'yes'],
  ['<p>never closed', 'never closed'],
  ['plain text', 'plain text'],
  ['', ''],
])('%j', (html, expected) => {
  expect(htmlToText(html)).toBe(expected);
});

test('text without markup comes through, its white space folded', () => {
  const plain = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => !/[<&\u00a0\u000b]/.test(text));
  fc.assert(
    fc.property(plain, (text) => {
      expect(htmlToText(text).trim()).toBe(text.replace(/[ \t\r\n\f]+/g, ' ').trim());
    }),
  );
});

test('nothing hidden is ever shown, however it is nested', () => {
  const wrapped = fc.letrec<{ html: string }>((tie) => ({
    html: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('SECRET', 'SECRET<br>', '<img alt="SECRET">', '<p>SECRET', '<li>SECRET</div>'),
      fc
        .tuple(fc.constantFrom('div', 'p', 'span', 'table', 'blockquote', 'a', 'pre'), tie('html'))
        .map(([tag, inner]) => `<${tag}>${String(inner)}</${tag}>`),
    ),
  }));
  fc.assert(
    fc.property(wrapped.html, (inner) => {
      expect(htmlToText(`before<template>${inner}</template>after`)).not.toContain('SECRET');
      expect(
        htmlToText(`<p>before</p><div style="color:red; display : none">${inner.replaceAll('</div>', '')}</div>`),
      ).toBe('before');
    }),
  );
});

test('takes time in proportion to its length', () => {
  const deep = '<div>'.repeat(20_000) + 'x' + '<br>'.repeat(20_000) + '<a href="https://x.example">'.repeat(20_000);
  expect(htmlToText(deep)).toContain('x');
  expect(htmlToText(`<p style="${' '.repeat(100_000)}display">x`)).toBe('x');
});
