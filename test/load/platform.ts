/* A platform that takes no time: as much of Slack's API as the benchmark asks for, answered from text made beforehand. */

const channels = Array.from({ length: 25 }, (_, n) => ({
  id: `C0${n}`,
  name: `channel-${n}`,
  is_private: false,
  is_member: true,
  is_archived: false,
  num_members: 20 + n,
  topic: { value: `What channel ${n} is about.` },
}));

const user = {
  id: 'U012AB3CD',
  name: 'ada',
  real_name: 'Ada Alder',
  tz: 'Europe/London',
  profile: { display_name: 'Ada', email: 'ada@example.com', title: 'Engineer' },
};

const ANSWERS: Readonly<Record<string, string>> = {
  'auth.test': '',
  'users.info': JSON.stringify({ ok: true, user }),
  'conversations.list': JSON.stringify({ ok: true, channels, response_metadata: { next_cursor: '' } }),
  'chat.postMessage': JSON.stringify({ ok: true, channel: 'C01', ts: '1.000001' }),
};

/** How long the tokens it gives out live, in seconds. */
let lifetime = 43_200;
let served = 0;
let grants = 0;

const json = (text: string, status = 200): Response =>
  new Response(text, { status, headers: { 'content-type': 'application/json; charset=utf-8' } });

/** Whoever asks is who the token says: `access-{number}`. */
function identity(request: Request): string {
  const [, who = '0'] = /access-(\d+)/.exec(request.headers.get('authorization') ?? '') ?? [];
  return JSON.stringify({ ok: true, team: 'Load', team_id: 'T1', user: `user-${who}`, user_id: `U${who}` });
}

/** A code or refresh token ends with whose it is; tokens are never the same twice. */
async function tokens(request: Request): Promise<string> {
  const form = new URLSearchParams(await request.text());
  const [, who = '0'] = /^\w+-(\d+)/.exec(form.get('code') ?? form.get('refresh_token') ?? '') ?? [];
  const serial = ++grants;
  const pair = { access_token: `access-${who}-${serial}`, refresh_token: `refresh-${who}-${serial}` };
  const grant = { ...pair, expires_in: lifetime, scope: 'users:read', token_type: 'user' };
  return JSON.stringify({ ok: true, ...grant, authed_user: { id: `U${who}`, ...grant } });
}

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/_load') {
      lifetime = Number(searchParams.get('lifetime') ?? lifetime);
      return Response.json({ served });
    }
    served++;
    const method = pathname.slice('/slack.com/api/'.length);
    if (method === 'oauth.v2.access') return json(await tokens(request));
    if (method === 'auth.test') return json(identity(request));
    if (method === 'chat.delete') return json('{"ok":false,"error":"internal_error"}', 500);
    const answer = ANSWERS[method];
    return answer === undefined ? json('{"ok":false,"error":"unknown_method"}') : json(answer);
  },
} satisfies ExportedHandler;
