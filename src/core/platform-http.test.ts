import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { slack } from '../connectors/slack';
import { type Connector } from './define-connector';
import { path } from './path';
import { type PlatformCall } from './platform-call';
import { sendCall } from './platform-http';

const connector: Connector = {
  ...slack,
  origins: { api: 'https://api.example.com/v2', files: 'https://*.example.com', site: 'https://example.com' },
};

let sent: Request[] = [];
let answers: Response[] = [];

beforeEach(() => {
  sent = [];
  answers = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    sent.push(new Request(input, init));
    return answers.shift() ?? new Response('file', { status: 200 });
  });
});
afterEach(() => vi.restoreAllMocks());

const download = (url: string, more: Partial<PlatformCall> = {}) =>
  sendCall(connector, {}, 'secret', {
    method: 'GET',
    path: path`/download`,
    url,
    effect: 'read',
    expect: 'text',
    ...more,
  });

test.each([
  'https://us02web.example.com/rec/1?key=a%2Fb',
  'https://example.com/rec/1?key=a%2Fb',
  'https://a.b.example.com/rec/1',
])('follows an address of the platform with the credential: %s', async (url) => {
  await expect(download(url)).resolves.toMatchObject({ status: 200, body: 'file' });
  expect(sent.map((request) => [request.url, request.headers.get('authorization')])).toEqual([[url, 'Bearer secret']]);
});

test.each([
  ['a foreign host', 'https://evil.test/rec/1'],
  ['a host that only ends alike', 'https://evilexample.com/rec/1'],
  ['a host that only begins alike', 'https://example.com.evil.test/rec/1'],
  ['a host with a dot at the end', 'https://example.com./rec/1'],
  ['plain http', 'http://us02web.example.com/rec/1'],
  ['a user', 'https://us02web.example.com@evil.test/rec/1'],
  ['a user in front of an own host', 'https://someone@us02web.example.com/rec/1'],
  ['a password in front of an own host', 'https://someone:secret@example.com/rec/1'],
  ['another port', 'https://us02web.example.com:8443/rec/1'],
  ['a backslash', 'https://evil.test\\@example.com/rec/1'],
  ['an address', 'https://127.0.0.1/rec/1'],
  ['another scheme', 'data:text/plain,example.com'],
  ['no address at all', '/rec/1'],
  ['the host of the sign-in, which is not of the API', 'https://slack.com/rec/1'],
])('sends nothing to %s', async (_, url) => {
  await expect(download(url)).rejects.toMatchObject({
    kind: 'internal',
    message: 'Slack pointed outside its own hosts. Nothing was sent.',
  });
  expect(sent).toEqual([]);
});

test('drops the credential where a download is redirected to another host of the platform', async () => {
  answers = [new Response(null, { status: 302, headers: { location: 'https://cdn.example.com/signed' } })];
  await download('https://example.com/rec/1');
  expect(sent.map((request) => [request.url, request.headers.get('authorization')])).toEqual([
    ['https://example.com/rec/1', 'Bearer secret'],
    ['https://cdn.example.com/signed', null],
  ]);
});

test('follows no redirect to a foreign host', async () => {
  answers = [new Response(null, { status: 302, headers: { location: 'https://evil.test/signed' } })];
  await expect(download('https://example.com/rec/1')).rejects.toMatchObject({ kind: 'internal' });
  expect(sent).toHaveLength(1);
});

test('takes the path below the declared origin where no address is given', async () => {
  answers = [new Response('{"ok":true}')];
  const call: PlatformCall = { method: 'GET', path: path`/meetings/${'/a//b=='}`, query: { page: 2 }, effect: 'read' };
  await expect(sendCall(connector, {}, 'secret', call)).resolves.toMatchObject({ body: { ok: true } });
  expect(sent[0]?.url).toBe('https://api.example.com/v2/meetings/%2Fa%2F%2Fb%3D%3D?page=2');
});
