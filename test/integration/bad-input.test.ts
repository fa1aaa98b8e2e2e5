import { beforeAll, describe, expect, it } from 'vitest';
import { ORIGIN, seneschal } from '../support/client';
import { tokenOf } from '../support/raw-forms';
import { owner, type Somebody } from '../support/people';
import { directory, watchLogs } from '../support/state';

watchLogs();
let person: Somebody;
let token: string;
let integration: string;

beforeAll(async () => {
  person = await owner();
  integration = (await person.at.connect('slack')).id;
  token = await person.token();
});

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)));

const BODIES: [what: string, type: string | undefined, body: string | Uint8Array | undefined][] = [
  ['nothing', undefined, undefined],
  ['malformed JSON', 'application/json', '{"visibility":'],
  ['JSON that is no object', 'application/json', '[1,2,3]'],
  ['null', 'application/json', 'null'],
  ['10,000 levels', 'application/json', '['.repeat(10_000) + ']'.repeat(10_000)],
  ['10,000 levels of objects', 'application/json', '{"a":'.repeat(10_000)],
  ['invalid UTF-8 in JSON', 'application/json', bytes('{"name":"', [0xff, 0xfe, 0xc0, 0x80], '"}')],
  ['NUL in JSON', 'application/json', '{"name":"\\u0000"}'],
  ['half a surrogate pair', 'application/json', '{"name":"\\ud83d"}'],
  ['a number beyond 2^53', 'application/json', '{"limit":1e999}'],
  ['a form where JSON belongs', 'application/x-www-form-urlencoded', 'a=b&a=c&csrf='],
  ['a form of bad encoding', 'application/x-www-form-urlencoded', '%zz=%&=&&%00=%ff'],
  ['multipart without boundary', 'multipart/form-data', '--x\r\n'],
  [
    'multipart cut short',
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
  ],
  ['a content type that is none', 'nonsense', '{}'],
  ['XML', 'application/xml', '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'],
  ['another charset', 'application/json; charset=utf-16', bytes([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
];

type Caller = 'a stranger' | 'a person' | 'a program';

/** Where each caller gets as far as its body being read. */
const ROUTES: Record<Caller, string[]> = {
  'a stranger': [
    '/sign-in',
    '/authorize',
    '/oauth/token',
    '/oauth/register',
    '/webhooks/slack',
    '/webhooks/nope',
    '/mcp/slack',
    '/mcp/nope',
    '/_local/tokens',
    '/nowhere',
  ],
  'a person': [
    '/sign-in',
    '/authorize',
    '/tokens',
    '/tokens/tok_x/revoke',
    '/sessions/ses_x/revoke',
    '/members/invite',
    '/members/mem_x/remove',
    '/clients/x/revoke',
    '/integrations/INTEGRATION/share',
    '/integrations/int_x/default',
  ],
  'a program': ['/mcp/slack', '/mcp/slack/readonly', '/integrations/INTEGRATION/share', '/integrations/int_x/default'],
};
/** Of those, one for each way a body is read. */
const READERS = [
  '/sign-in',
  '/oauth/token',
  '/oauth/register',
  '/webhooks/slack',
  '/mcp/slack',
  '/integrations/INTEGRATION/share',
];

/** All that lasts, but for what merely notes that somebody was here. */
async function lasting(): Promise<string> {
  const { audit: _, sessions, access_tokens, ...rest } = await directory();
  return JSON.stringify({ ...rest, sessions: sessions?.length, access_tokens: access_tokens?.length });
}

async function headersOf(caller: Caller): Promise<Record<string, string>> {
  if (caller === 'a stranger') return { accept: 'application/json' };
  if (caller === 'a program')
    return { accept: 'application/json, text/event-stream', authorization: `Bearer ${token}` };
  return {
    accept: 'application/json',
    cookie: person.at.browser.cookie,
    origin: ORIGIN,
    'x-csrf-token': await tokenOf(person.at.browser),
  };
}

describe.each<Caller>(['a stranger', 'a person', 'a program'])('from %s', (caller) => {
  it.each(ROUTES[caller])(
    'nonsense posted to %s is a 4xx answer with its reason, and stores nothing',
    async (route) => {
      const before = await lasting();
      const path = route.replace('INTEGRATION', integration);
      const common = await headersOf(caller);
      const wrong: unknown[] = [];
      for (const [what, type, body] of BODIES) {
        const headers = { ...common, ...(type !== undefined && { 'content-type': type }) };
        const answer = await seneschal(path, { method: 'POST', headers, ...(body !== undefined && { body }) });
        const text = await answer.text();
        const told =
          /problem\+json|application\/json|text\/html/.test(answer.headers.get('content-type') ?? '') && text !== '';
        if (answer.status < 400 || answer.status > 499 || !told) wrong.push([what, answer.status, text.slice(0, 120)]);
        if (/\bat .*\.tsx?:\d|SQLITE|TypeError/.test(text))
          wrong.push([what, 'tells of our insides', text.slice(0, 200)]);
      }
      expect(wrong).toEqual([]);
      expect(await lasting()).toBe(before);
    },
  );

  it.each(caller === 'a person' ? ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'] : ['GET'])(
    'odd addresses asked by %s are no 5xx',
    async (method) => {
      const headers = await headersOf(caller);
      const paths = [
        '/integrations/%00',
        '/integrations/%ff%fe',
        '/integrations/..%2f..%2fetc',
        `/integrations/${'x'.repeat(5000)}`,
        '/integrations/int_x/events?limit=1e9',
        `/integrations/${integration}/events?cursor=nonsense`,
        '/integrations?limit=0',
        '/integrations?limit=5&limit=6&cursor=%00',
        '/integrations/connect/nope',
        '/integrations/connect/%2e%2e',
        '/integrations/callback/slack?state=x&code=y',
        '/integrations/callback/slack?state=%00&error=%ff',
        '/audit?cursor=x&limit=x&outcome=x',
        '/authorize?client_id=%00&redirect_uri=%ff',
        '/authorize?client_id=a&client_id=b&scope=%00',
        '/sign-in?token=%00%ff',
        '/tokens?notice=<script>',
        '/mcp/slack',
        '/mcp/../etc/passwd',
        '/mcp/slack/readonly/more',
        '/.well-known/oauth-protected-resource/nope',
        '/.well-known/oauth-authorization-server/nope',
        '/oauth/token',
        '/oauth/register',
        '//evil.example/',
        '/%',
      ];
      const wrong: unknown[] = [];
      for (const path of paths) {
        const answer = await seneschal(`${ORIGIN}${path}`, { method, headers });
        const location = answer.headers.get('location');
        if (answer.status >= 500 || (location !== null && URL.parse(location, ORIGIN)?.host === 'evil.example'))
          wrong.push([path, answer.status, location]);
        await answer.body?.cancel();
      }
      expect(wrong).toEqual([]);
    },
  );
});

describe('5 MiB', () => {
  const many = 'x'.repeat(5 * 1024 * 1024);
  const JSON_BODY = new TextEncoder().encode(`{"name":"${many}"}`);
  const FORM_BODY = new TextEncoder().encode(`token=${many}`);

  it.each(READERS)('sent to %s are refused for their size', async (route) => {
    const form = route === '/sign-in' || route === '/oauth/token';
    const headers = {
      ...(route === '/oauth/register' || form ? {} : await headersOf('a program')),
      'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
    };
    const path = route.replace('INTEGRATION', integration);
    const send = async (body: BodyInit) => (await seneschal(path, { method: 'POST', headers, body })).status;
    const body = form ? FORM_BODY : JSON_BODY;
    expect(await send(body)).toBe(413);
    // Without a length in its headers it has to be counted.
    expect(await send(new Blob([body]).stream())).toBe(413);
  });
});

describe('a header sent twice', () => {
  it.each([
    ['authorization', 401],
    ['content-type', 415],
    ['content-length', 400],
    ['origin', 403],
  ])('%s is refused with %i', async (name, status) => {
    const headers = new Headers({
      authorization: `Bearer ${token}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'content-length': '2',
      origin: ORIGIN,
    });
    headers.append(name, headers.get(name) ?? '');
    const answer = await seneschal('/mcp/slack', { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(status);
  });
});

describe('a page', () => {
  it('never repeats what it was called with as markup', async () => {
    for (const path of [
      '/<script>alert(1)</script>',
      '/integrations/connect/<img src=x>',
      '/tokens?notice=<script>alert(1)</script>',
      '/integrations?notice="><script>',
      '/clients?server=<script>&cursor=<script>',
      '/audit?subject="><script>alert(1)</script>',
    ]) {
      const html = await (await person.at.browser.ask(path)).text();
      expect([path, /<script>|<img src=x/.test(html)]).toEqual([path, false]);
    }
  });
});
