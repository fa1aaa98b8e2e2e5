import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IntegrationView } from '../core/integration-view';
import { connectors } from '../registry';
import { attentionOf } from './attention';
import { ConsentPage } from './consent-page';
import { NoticeOf } from './notices';
import { inWords } from './parts/chart';
import { relativeTime, Time } from './parts/time';
import { waysOf } from './ways';
import { durationWords, userAgentWords } from './words';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('times', () => {
  it.each([
    [0, 'just now'],
    [-59_000, 'just now'],
    [30_000, 'in under a minute'],
    [-3 * MINUTE, '3 min ago'],
    [2 * HOUR, 'in 2 h'],
    [-30 * HOUR, '30 h ago'],
    [-4 * DAY, '4 days ago'],
    [-60 * DAY, '22 Sept 2026'],
  ])('%i ms from now: %s', (offset, text) => expect(relativeTime(NOW + offset, NOW)).toBe(text));

  it('is exact on hover and for machines', async () => {
    const html = (await (<Time at={NOW - HOUR} now={NOW} />)).toString();
    expect(html).toBe('<time datetime="2026-11-21T11:00:00.000Z" title="2026-11-21T11:00:00.000Z">1 h ago</time>');
  });

  it('never throws and never says nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (at) => {
        expect(relativeTime(at, NOW)).toMatch(/\S/);
      }),
    );
  });

  it('says durations in the unit that fits', () => {
    expect([840, 2_449, 0.4].map(durationWords)).toEqual(['840 ms', '2.4 s', '0 ms']);
  });
});

describe('user agents in words', () => {
  it.each([
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
      'Safari on macOS',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
      'Chrome on iPhone',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    ['curl/8.5.0', 'curl'],
    ['My program 1.0', 'My program 1.0'],
    ['', 'Unknown program'],
  ])('%s', (userAgent, words) => expect(userAgentWords(userAgent)).toBe(words));
});

const CREATED = Date.parse('2026-11-01T00:00:00.000Z');
const view = (changes: Partial<IntegrationView>): IntegrationView => ({
  id: 'int_1',
  platform: 'slack',
  account: { id: 'T1', label: 'ada at Acme' },
  owner: 'mem_ada',
  visibility: 'personal',
  sharedWith: [],
  state: 'ACTIVE',
  health: { status: 'healthy', checkedAt: null, reason: null },
  breaker: { state: 'closed', nextTryAt: null },
  scopes: [],
  expiresAt: null,
  createdAt: '2026-11-01T00:00:00.000Z',
  ...changes,
});

describe('what needs attention', () => {
  const names = new Map([['mem_ada', 'Ada']]);
  const found = (changes: Partial<IntegrationView>, self = 'mem_ada', now = CREATED) =>
    attentionOf([view(changes)], connectors, self, names, now).map(({ fix, sentence }) => ({ fix, sentence }));

  it('is nothing while all is well', () => {
    expect(found({ state: 'ACTIVE' })).toEqual([]);
    expect(found({ state: 'CONNECTED' })).toEqual([]);
  });

  it('has the owner connect an ended sign-in again', () => {
    expect(found({ state: 'EXPIRED' })).toEqual([
      {
        fix: 'reconnect',
        sentence: 'Slack no longer accepts this sign-in. Nothing reaches it until you connect it again.',
      },
    ]);
    expect(found({ state: 'REVOKED' })[0]?.fix).toBe('reconnect');
  });

  it('gives others no button that cannot help them', () => {
    expect(found({ state: 'REVOKED' }, 'mem_bob')).toEqual([
      { fix: undefined, sentence: 'Access was withdrawn at Slack. Ada has to connect it again.' },
    ]);
  });

  it('tries what may have mended itself', () => {
    expect(found({ state: 'ERROR', breaker: { state: 'open', nextTryAt: null } })).toEqual([
      {
        fix: 'check',
        sentence: 'Slack failed several times. Calls are paused; Seneschal tries again by itself.',
      },
    ]);
    expect(found({ state: 'DEGRADED' })[0]?.fix).toBe('check');
    expect(found({ health: { status: 'unhealthy', checkedAt: null, reason: 'Slack wants another scope.' } })).toEqual([
      { fix: 'check', sentence: 'Slack wants another scope.' },
    ]);
  });

  it('says that checks did not happen', () => {
    const healthy = (checkedAt: number) => ({
      health: { status: 'healthy' as const, checkedAt: new Date(checkedAt).toISOString(), reason: null },
    });
    const sentence = 'Its health checks did not happen when they should have. Check it now.';
    expect(found({}, 'mem_ada', CREATED + 13 * HOUR)).toEqual([]);
    expect(found({}, 'mem_ada', CREATED + 13 * HOUR + 1)).toEqual([{ fix: 'check', sentence }]);
    expect(found(healthy(CREATED + 5 * DAY), 'mem_ada', CREATED + 5 * DAY + 13 * HOUR)).toEqual([]);
    expect(found(healthy(CREATED), 'mem_ada', CREATED + 2 * DAY)).toEqual([{ fix: 'check', sentence }]);
    // One that waits for its owner is not called: nothing is missing there.
    expect(found({ state: 'EXPIRED' }, 'mem_ada', CREATED + 5 * DAY)[0]?.fix).toBe('reconnect');
  });

  it('puts what only a person can mend first', () => {
    const list = attentionOf(
      [view({ id: 'int_a', state: 'DEGRADED' }), view({ id: 'int_b', state: 'EXPIRED' })],
      connectors,
      'mem_ada',
      names,
    );
    expect(list.map(({ integration }) => integration.id)).toEqual(['int_b', 'int_a']);
  });
});

describe('the chart in words', () => {
  it('says how many, how many not, and when most', () => {
    expect(
      inWords([
        { ok: 1, bad: 0 },
        { ok: 4, bad: 2 },
        { ok: 0, bad: 0 },
      ]),
    ).toBe('7 tool calls in the last 3 hours, 2 of them refused or failed; most 1 hour ago: 6.');
  });
  it('says when there were none', () => {
    expect(inWords([{ ok: 0, bad: 0 }])).toBe('No tool calls in the last 1 hour.');
  });
});

describe('adding an endpoint to clients', () => {
  const ways = new Map(waysOf('seneschal-slack', 'https://s.example/mcp/slack').map((way) => [way.id, way]));

  it('gives Claude Code one command', () => {
    expect(ways.get('claude-code')?.copy).toEqual([
      { label: 'command', text: 'claude mcp add --transport http seneschal-slack https://s.example/mcp/slack' },
    ]);
  });

  it('gives Cursor a link that carries the address', () => {
    const href = new URL(ways.get('cursor')?.install?.href ?? '');
    expect(href.searchParams.get('name')).toBe('seneschal-slack');
    expect(atob(href.searchParams.get('config') ?? '')).toBe('{"url":"https://s.example/mcp/slack"}');
  });

  it('gives VS Code a link and a command of the same settings', () => {
    const settings = '{"name":"seneschal-slack","type":"http","url":"https://s.example/mcp/slack"}';
    const href = ways.get('vscode')?.install?.href ?? '';
    expect(decodeURIComponent(href.replace('vscode:mcp/install?', ''))).toBe(settings);
    expect(ways.get('vscode')?.copy[0]?.text).toBe(`code --add-mcp '${settings}'`);
  });
});

describe('the consent page', () => {
  const render = async (clientName: string) => {
    const client = {
      clientId: 'abc',
      clientName,
      redirectUri: 'http://localhost:3000/callback',
      redirectHost: 'localhost',
      redirectIsLoopback: true,
      scope: [],
    };
    return (await (<ConsentPage client={client} groups={[]} handle="h" member="Ada" />)).toString();
  };

  it('shows markup in a name as text', async () => {
    const html = await render('"><script>alert(1)</script><img src=x onerror=alert(1)>');
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('takes out what would make a name look like another', async () => {
    expect(await render('Cl\u200bau\u202ede')).toContain('<bdi>Claude</bdi>');
    expect(await render(' \u200b ')).toContain('A client without a name');
  });

  it('warns of a name nobody vouches for and of an app on this computer', async () => {
    const html = await render('Claude');
    expect(html).toContain('its name is not verified');
    expect(html).toContain('This sends access to an app on your computer.');
  });
});

describe('notices', () => {
  it('says what was done, and nothing an address made up', async () => {
    const text = async (code: string) => (await (<NoticeOf code={code} />))?.toString() ?? '';
    expect(await text('shared')).toContain('Saved who may use it.');
    expect(await text('Your account is locked, call 0900')).toBe('');
    expect(await text('constructor')).toBe('');
  });
});
