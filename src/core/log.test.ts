import { afterEach, describe, expect, it, vi } from 'vitest';
import { newId } from './ids';
import { log } from './log';

afterEach(() => void vi.restoreAllMocks());

/** What a call of `log` writes. */
function written(message: string, fields?: Record<string, unknown>): string {
  const lines: string[] = [];
  vi.spyOn(console, 'warn').mockImplementation((line: unknown) => void lines.push(String(line)));
  log('warn', message, fields);
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

describe('a log line', () => {
  it('is one line of JSON with its level, message, time and fields', () => {
    const text = written('a call failed', { reference: 'ref_1', count: 3, nested: { path: '/a\nb' }, none: undefined });
    expect(text).not.toContain('\n');
    expect(JSON.parse(text)).toEqual({
      level: 'warn',
      message: 'a call failed',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      reference: 'ref_1',
      count: 3,
      nested: { path: '/a\nb' },
    });
  });

  it('is written whatever it is given', () => {
    const round: Record<string, unknown> = { n: 1 };
    round['self'] = round;
    expect(JSON.parse(written('odd', { round, big: 1n }))).toMatchObject({
      message: 'odd',
      unwritable: ['round', 'big'],
    });
    expect(JSON.parse(written('odd', { big: 12345678901234567890n }))).toMatchObject({ big: '12345678901234567890' });
  });
});

/** Of the shape `randomToken` makes. */
const SECRET = 'kP3-vR8xZ1_qT6wY0mN4bH7jL2sD5fG9aC-uE8iO3pX';

describe('what looks like a token never reaches a log', () => {
  it.each<[string, string]>([
    ['a personal access token', `snl_pat_${SECRET}`],
    ['a bearer header', `Bearer ${SECRET}`],
    ['a bearer of a few letters', 'authorization: bearer abc.DEF-123'],
    ['client credentials', `Basic ${btoa('client:s3cret-of-the-client')}`],
    ['an OAuth token of ours', `${newId('mem')}:8Jw2kQ0xPq:${SECRET}`],
    ['a session cookie', `__Host-seneschal=${SECRET}; Path=/`],
    ['a sign-in link', `https://s.example/sign-in?token=${SECRET}`],
    ['a callback', 'https://s.example/integrations/callback/slack?code=1234.abcd-EF&state=zzz_999'],
    ['a bare random secret', SECRET],
    ['a secret in a stack', `Error: no such session ${SECRET}\n    at find (index.js:1:2)`],
    ['an answer of a token endpoint', '{"access_token":"short-1","refresh_token":"short-2"}'],
    ['the same, written twice', JSON.stringify({ body: JSON.stringify({ access_token: 'short-1' }) })],
    ['a token request', 'grant_type=refresh_token&refresh_token=short-2&client_secret=short-3'],
    ['Slack’s', 'xoxb-1234567890-abcdefghij'],
    ['Slack’s rotating', 'xoxe.xoxp-1-Mi0yLTEyMzQ1Njc4'],
    ['Google’s', 'ya29.a0AfB_byC-123456789'],
    ['Google’s refresh token', '1//0gAbCdEfGhIjKlMnOpQrStUvWxYz'],
    ['Stripe’s', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'],
    ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
  ])('%s', (_what, text) => {
    const secrets = [
      SECRET,
      'abc.DEF-123',
      btoa('client:s3cret-of-the-client'),
      '1234.abcd-EF',
      'zzz_999',
      'short-1',
      'short-2',
      'short-3',
      '1234567890-abcdefghij',
      'Mi0yLTEyMzQ1Njc4',
      'a0AfB_byC',
      'gAbCdEfGhIj',
      '4eC39HqLyjWD',
      'eyJzdWIiOiIxIn0',
    ];
    const inside = [written(text), written('m', { detail: text }), written('m', { deep: [{ list: [text] }] })];
    for (const line of inside) {
      expect(line).toContain('[redacted]');
      for (const secret of secrets) expect(line).not.toContain(secret);
      expect(() => JSON.parse(line) as unknown).not.toThrow();
    }
  });

  it.each([
    'token',
    'accessToken',
    'refresh_token',
    'clientSecret',
    'authorization',
    'cookie',
    'verifier',
    'x-csrf-token',
  ])('nor does anything in a field named %s', (name) => {
    expect(JSON.parse(written('m', { [name]: 'short' }))).toMatchObject({ [name]: '[redacted]' });
  });

  it('and what is none stays as it is', () => {
    const fields = {
      integration: newId('int'),
      reference: newId('ref'),
      delivery: 'Ev0PV52K21',
      detail: 'GET /conversations.list status=200 code=channel_not_found',
      error: 'TypeError: x is not a function\n    at Object.open (durable-objects/integration/tokens.js:120:17)',
      client: `token:${newId('tok')}`,
      tokens: 3,
      tokenKind: 'access',
      hash: 'a'.repeat(43),
      hex: '0123456789abcdef'.repeat(4),
      why: 'The token is no longer valid: sign in again.',
    };
    expect(JSON.parse(written('the basic state of the bearer', fields))).toMatchObject(fields);
  });
});
