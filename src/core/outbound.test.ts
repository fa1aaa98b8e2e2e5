import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SeneschalError } from './errors';
import { isAllowedUrl, type OutboundOptions, send } from './outbound';

const ORIGINS = ['https://api.example.com/v2', 'https://*.files.example.com', 'https://oauth.example.com/token'];

type Answer = Response | ((request: Request) => Response | Promise<Response>);
let sent: Request[] = [];
let answers: Answer[] = [];

beforeEach(() => {
  sent = [];
  answers = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    sent.push(request);
    const answer = answers.shift();
    if (answer === undefined) throw new Error('no answer is left');
    return typeof answer === 'function' ? answer(request) : answer;
  });
});
afterEach(() => vi.restoreAllMocks());

const CREDENTIALS = {
  authorization: 'Bearer secret',
  cookie: 'a=b',
  'x-api-key': 'secret',
  'X-Acme-Token': 'secret',
  accept: 'application/json',
};
const get = (url: string, options: Partial<OutboundOptions> = {}) =>
  send({ method: 'GET', url, headers: CREDENTIALS }, { origins: ORIGINS, ...options });
const redirect = (location: string, status = 302) => new Response(null, { status, headers: { location } });
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function failure(work: Promise<unknown>): Promise<{ kind: string; message: string }> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!(error instanceof SeneschalError)) throw new Error(`expected a SeneschalError, got ${String(error)}`);
  return { kind: error.kind, message: error.message };
}

describe('hosts', () => {
  it.each([
    ['https://api.example.com/', true],
    ['https://api.example.com:443/other/path?x=1#y', true],
    ['https://API.EXAMPLE.COM/', true],
    ['https://a.files.example.com/', true],
    ['https://a.b.files.example.com/', true],
    ['https://files.example.com/', false],
    ['https://evilfiles.example.com/', false],
    ['https://example.com/', false],
    ['https://evil-api.example.com/', false],
    ['https://api.example.com.evil.dev/', false],
    ['https://api.example.com./', false],
    ['https://api.example.com:8443/', false],
    ['http://api.example.com/', false],
    ['https://user@api.example.com/', false],
    ['https://:pass@api.example.com/', false],
    ['https://api.example.com@evil.dev/', false],
    ['https://evil.dev\\@api.example.com/', false],
    ['https://evil.dev/https://api.example.com/', false],
    ['https://evil.dev?https://api.example.com', false],
    ['//api.example.com/', false],
    ['', false],
  ])('%s: %s', (url, allowed) => {
    expect(isAllowedUrl(url, ORIGINS)).toBe(allowed);
  });

  it('sends nothing to a host that is not declared', async () => {
    expect(await failure(get('https://evil.dev/'))).toEqual({
      kind: 'internal',
      message: 'The platform pointed outside its own hosts. Nothing was sent.',
    });
    expect(sent).toEqual([]);
  });

  it('sends to the sandbox by the one mapping, and only declared hosts there too', async () => {
    answers = [new Response('ok')];
    await get('https://api.example.com/v2/a%2Fb?x=1', { sandboxUrl: 'http://localhost:8788' });
    expect(sent.map(({ url }) => url)).toEqual(['http://localhost:8788/api.example.com/v2/a%2Fb?x=1']);
    await failure(get('http://localhost:8788/api.example.com/', { sandboxUrl: 'http://localhost:8788' }));
    expect(sent).toHaveLength(1);
  });
});

describe('redirects', () => {
  it('among the declared hosts are followed, relative ones too, credentials kept on one host', async () => {
    answers = [redirect('/v2/there?x=1'), redirect('https://api.example.com/v2/end', 308), new Response('done')];
    const response = await get('https://api.example.com/v2/here');
    expect(text(response.bytes)).toBe('done');
    expect(sent.map((request) => [request.url, request.headers.get('authorization'), request.redirect])).toEqual([
      ['https://api.example.com/v2/here', 'Bearer secret', 'manual'],
      ['https://api.example.com/v2/there?x=1', 'Bearer secret', 'manual'],
      ['https://api.example.com/v2/end', 'Bearer secret', 'manual'],
    ]);
  });

  it('lose every credential once the host changes, and do not find it again', async () => {
    answers = [
      redirect('https://a.files.example.com/x'),
      redirect('https://api.example.com/v2/y'),
      new Response('done'),
    ];
    await get('https://api.example.com/v2/here');
    const [, second, third] = sent.map((request) => Object.fromEntries(request.headers));
    expect(second).toEqual({ accept: 'application/json' });
    expect(third).toEqual({ accept: 'application/json' });
  });

  it('to a foreign host are not followed', async () => {
    for (const location of [
      'https://evil.dev/',
      '//evil.dev/',
      'http://api.example.com/',
      'https://user:pass@api.example.com/',
      'javascript:alert(1)',
    ]) {
      sent = [];
      answers = [redirect(location)];
      expect([location, (await failure(get('https://api.example.com/'))).kind]).toEqual([location, 'internal']);
      expect(sent).toHaveLength(1);
    }
  });

  it('to no address at all are a fault of the platform', async () => {
    answers = [redirect('https://[')];
    expect(await failure(get('https://api.example.com/'))).toEqual({
      kind: 'invalid_response',
      message: 'The platform redirected to an unusable address. Try again later.',
    });
  });

  it('end after three', async () => {
    answers = Array.from({ length: 4 }, (_, at) => redirect(`/hop/${at}`));
    expect(await failure(get('https://api.example.com/'))).toEqual({
      kind: 'invalid_response',
      message: 'The platform redirected too often. Try again later.',
    });
    expect(sent).toHaveLength(4);
  });

  it('of a POST are not followed: its body is meant for one address', async () => {
    answers = [redirect('https://api.example.com/v2/there', 307)];
    const response = await send(
      { method: 'POST', url: 'https://api.example.com/v2/here', headers: {}, body: 'x' },
      { origins: ORIGINS },
    );
    expect(response.status).toBe(307);
    expect(sent).toHaveLength(1);
  });
});

/** A body that comes in pieces; an Error in place of a piece breaks it off. */
const streamed = (...pieces: (string | Error)[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else if (typeof piece === 'string') controller.enqueue(new TextEncoder().encode(piece));
      else controller.error(piece);
    },
  });

describe('answers', () => {
  it('come back with status, headers and bytes', async () => {
    answers = [
      new Response(streamed('caf', 'é'), { status: 418, headers: { 'X-Thing': 'one' } }),
      new Response(null, { status: 204 }),
    ];
    const full = await get('https://api.example.com/');
    expect([full.status, full.headers, text(full.bytes)]).toEqual([418, { 'x-thing': 'one' }, 'café']);
    const empty = await get('https://api.example.com/');
    expect([empty.status, empty.bytes.byteLength]).toEqual([204, 0]);
  });

  it('are refused beyond the cap: by what they declare, and by what they send', async () => {
    const message = 'The platform’s answer is larger than 2 KiB. Ask for less at once.';
    answers = [
      new Response('x'.repeat(2049), { headers: { 'content-length': '2049' } }),
      new Response(streamed('x'.repeat(2000), 'x'.repeat(49))),
      new Response(streamed('x'.repeat(2000), 'x'.repeat(48))),
    ];
    expect(await failure(get('https://api.example.com/', { maxBytes: 2048 }))).toEqual({
      kind: 'invalid_response',
      message,
    });
    expect(await failure(get('https://api.example.com/', { maxBytes: 2048 }))).toEqual({
      kind: 'invalid_response',
      message,
    });
    expect((await get('https://api.example.com/', { maxBytes: 2048 })).bytes.byteLength).toBe(2048);
  });

  it('stop being read at the cap', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => (pulled++, controller.enqueue(new Uint8Array(1024))),
    });
    answers = [new Response(endless)];
    await failure(get('https://api.example.com/', { maxBytes: 10_240 }));
    expect(pulled).toBeLessThan(20);
  });

  it('cut short are a network fault, by length and by a broken stream', async () => {
    answers = [
      new Response(streamed('half'), { headers: { 'content-length': '8' } }),
      new Response(streamed('half', new Error('connection lost'))),
      new Response(streamed('unpacked'), { headers: { 'content-length': '3', 'content-encoding': 'gzip' } }),
    ];
    expect(await failure(get('https://api.example.com/'))).toEqual({
      kind: 'network',
      message: 'The platform’s answer was cut off. Try again in a moment.',
    });
    expect((await failure(get('https://api.example.com/'))).kind).toBe('network');
    expect(text((await get('https://api.example.com/')).bytes)).toBe('unpacked');
  });

  it('that never come are a timeout, over all redirects together', async () => {
    const silent = (request: Request) =>
      new Promise<Response>((_, reject) =>
        request.signal.addEventListener('abort', () => reject(request.signal.reason as Error)),
      );
    answers = [silent];
    expect(await failure(get('https://api.example.com/', { timeoutMs: 20 }))).toEqual({
      kind: 'timeout',
      message: 'The platform did not answer in time. Try again in a moment.',
    });
    answers = [redirect('/next'), silent];
    expect((await failure(get('https://api.example.com/', { timeoutMs: 20 }))).kind).toBe('timeout');
  });

  it('from nowhere are a network fault whose reason stays with us', async () => {
    answers = [() => Promise.reject(new TypeError('internal error; reference = canary'))];
    expect(await failure(get('https://api.example.com/'))).toEqual({
      kind: 'network',
      message: 'The platform could not be reached. Try again in a moment.',
    });
  });
});
