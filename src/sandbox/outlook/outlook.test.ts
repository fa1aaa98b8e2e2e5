import { beforeAll, describe, expect, it, vi } from 'vitest';
import { accessOf, ask, control, freshWorld, graph, read, signIn, token, type Answered } from '../test-support';

interface Message {
  id: string;
  subject: string;
  isDraft: boolean;
  [name: string]: unknown;
}

const messages = ({ body }: Answered) => body.value as Message[];
const subjects = (answer: Answered) => messages(answer).map(({ subject }) => subject);
const codeOf = ({ body }: Answered) => (body.error as { code: string }).code;
const TEXT = 'IdType="ImmutableId", outlook.body-content-type="text"';

let maren: string;

beforeAll(async () => {
  await freshWorld();
  maren = accessOf(await signIn('outlook', 'maren'));
});

describe('Entra', () => {
  it('knows the company’s directory by its names, and no other', async () => {
    const answered = async (tenant: string) => {
      const answer = await read(await ask(`login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, { method: 'POST' }));
      return answer.body.error;
    };
    expect(await Promise.all(['common', 'larkfield.example', 'evil.example'].map(answered))).toEqual([
      'unauthorized_client',
      'unauthorized_client',
      'invalid_request',
    ]);
  });

  it('gives a new refresh token each time and leaves the old one alive, until the grant is revoked', async () => {
    const first = await signIn('outlook', 'aiko');
    expect(first.scope).toBe('openid profile email User.Read Mail.ReadWrite Mail.Send');
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
    const second = (await token('outlook', refresh)).body;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await token('outlook', refresh)).status).toBe(200);
    await control('tokens', { platform: 'outlook', account: 'aiko', action: 'revoke' });
    expect((await token('outlook', refresh)).body).toMatchObject({ error: 'invalid_grant', error_codes: [50_173] });
    const refused = await graph('messages', accessOf(second));
    expect({ status: refused.status, code: codeOf(refused) }).toEqual({
      status: 401,
      code: 'InvalidAuthenticationToken',
    });
  });

  it('refuses a wrong secret', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'wrong' };
    expect(await token('outlook', form)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });
});

describe('messages', () => {
  it('tell the company’s story, newest first, ten at a time', async () => {
    const first = await graph('mailFolders/inbox/messages?$select=subject,receivedDateTime', maren);
    expect(messages(first)).toHaveLength(10);
    expect(Object.keys(messages(first)[0] ?? {})).toEqual(['@odata.etag', 'id', 'subject', 'receivedDateTime']);
    expect(String(first.body['@odata.nextLink'])).toMatch(
      /^https:\/\/graph\.microsoft\.com\/v1\.0\/me\/mailFolders\/inbox\/messages\?.*skip=10/,
    );
    const found = await graph('messages?$search="subject:rollout from:ruth"', maren);
    expect(new Set(subjects(found))).toEqual(new Set(['Re: Brackwater rollout: next steps']));
  });

  it('are filtered by what they are sorted by, first', async () => {
    const good = '$filter=receivedDateTime ge 1900-01-01T00:00:00Z and isRead eq false&$orderby=receivedDateTime desc';
    const unread = messages(await graph(`messages?${good}`, maren));
    expect(unread.length).toBeGreaterThan(2);
    expect(unread.every(({ isRead }) => isRead === false)).toBe(true);
    expect(codeOf(await graph('messages?$filter=isRead eq false&$orderby=receivedDateTime desc', maren))).toBe(
      'InefficientFilter',
    );
    expect(codeOf(await graph('messages?$search="x"&$filter=isRead eq false', maren))).toBe('SearchWithFilter');
    for (const bad of [
      '$filter=nonsense eq 1',
      '$filter=isRead eq',
      '$top=0',
      '$expand=x',
      '$select=none',
      '$search=x',
    ]) {
      expect((await graph(`messages?${bad}`, maren)).status, bad).toBe(400);
    }
  });

  it('have text bodies where they are asked for', async () => {
    const [{ id = '' } = {}] = messages(await graph('messages?$search="firmware"&$top=1', maren));
    const text = (await graph(`messages/${id}?$select=body`, maren, { prefer: TEXT })).body;
    const html = (await graph(`messages/${id}?$select=body`, maren)).body;
    expect(text.body).toMatchObject({ contentType: 'text', content: expect.not.stringContaining('<p>') as string });
    expect(html.body).toMatchObject({ contentType: 'html', content: expect.stringContaining('<p>') as string });
  });

  it('keep an immutable id wherever they go, and lose any other', async () => {
    const [first] = messages(await graph('mailFolders/inbox/messages?$top=1', maren));
    const [other] = messages(await graph('mailFolders/inbox/messages?$top=1', maren, { prefer: '' }));
    expect(other?.id).not.toBe(first?.id);
    const moved = await graph(`messages/${first?.id}/move`, maren, {
      method: 'POST',
      body: { destinationId: 'archive' },
    });
    expect(moved).toMatchObject({ status: 201, body: { id: first?.id } });
    expect(codeOf(await graph(`messages/${other?.id}`, maren, { prefer: '' }))).toBe('ErrorItemNotFound');
    expect((await graph(`messages/${first?.id}`, maren)).status).toBe(200);
    expect(codeOf(await graph('messages/a.b', maren))).toBe('ErrorInvalidIdMalformed');
  });

  it('are sent from a draft under the same id, and arrive', async () => {
    const body = { subject: 'Lunch', toRecipients: [{ emailAddress: { address: 'priya@larkfield.example' } }] };
    const draft = await graph('messages', maren, { method: 'POST', body });
    expect(draft).toMatchObject({ status: 201, body: { isDraft: true } });
    const id = String(draft.body.id);
    expect((await graph(`messages/${id}/send`, maren, { method: 'POST' })).status).toBe(202);
    expect((await graph(`messages/${id}`, maren)).body).toMatchObject({ id, isDraft: false });
    expect((await graph(`messages/${id}/send`, maren, { method: 'POST' })).status).toBe(400);
    const priya = accessOf(await signIn('outlook', 'priya'));
    const [arrived] = messages(await graph('mailFolders/inbox/messages?$top=1', priya));
    expect(arrived).toMatchObject({ subject: 'Lunch', isRead: false });
    const reply = await graph(`messages/${arrived?.id}/reply`, priya, { method: 'POST', body: { comment: 'Gladly.' } });
    expect(reply.status).toBe(202);
    expect(subjects(await graph('mailFolders/inbox/messages?$top=1', maren))).toEqual(['Re: Lunch']);
    const both = { comment: 'x', message: { body: { contentType: 'text', content: 'y' } } };
    expect((await graph(`messages/${arrived?.id}/createReply`, priya, { method: 'POST', body: both })).status).toBe(
      400,
    );
  });
});

describe('delta', () => {
  const below = (link: unknown) => String(link).replace('https://graph.microsoft.com/v1.0/', '/');

  it('tells everything, then what changed in the folder, and has forgotten what is of another company', async () => {
    const tomas = accessOf(await signIn('outlook', 'tomas'));
    let answer = await graph('mailFolders/sentitems/messages/delta?$select=subject,isRead', tomas);
    const all = messages(answer);
    while (answer.body['@odata.nextLink']) {
      answer = await graph(below(answer.body['@odata.nextLink']), tomas);
      all.push(...messages(answer));
    }
    const link = below(answer.body['@odata.deltaLink']);
    expect(all.length).toBeGreaterThan(3);
    expect(messages(await graph(link, tomas))).toEqual([]);
    const [first, second] = all;
    await graph(`messages/${first?.id}`, tomas, { method: 'PATCH', body: { isRead: false } });
    await graph(`messages/${second?.id}/move`, tomas, { method: 'POST', body: { destinationId: 'archive' } });
    expect(messages(await graph(link, tomas))).toMatchObject([
      { id: first?.id, isRead: false },
      { id: second?.id, '@removed': { reason: 'deleted' } },
    ]);
    const lost = await graph(link.replace('sentitems', 'inbox'), tomas);
    expect({ status: lost.status, code: codeOf(lost) }).toEqual({ status: 410, code: 'SyncStateNotFound' });
  });
});

describe('subscriptions', () => {
  const target = 'https://seneschal.example/hook';
  const wanted = (minutes = 60) => ({
    changeType: 'created,updated',
    notificationUrl: target,
    resource: "me/mailFolders('inbox')/messages",
    expirationDateTime: new Date(Date.now() + minutes * 60_000).toISOString(),
    clientState: 'secret',
  });
  const subscribe = (body: unknown) => graph('/subscriptions', maren, { method: 'POST', body });

  it('are made once the address has echoed the token, for a week at most', async () => {
    const echo = (text: (token: string) => string) =>
      vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
        const asked = new URL(new Request(input).url).searchParams.get('validationToken') ?? '';
        return new Response(text(asked), { headers: { 'content-type': 'text/plain' } });
      });
    const wrong = echo((asked) => `${asked} `);
    expect(codeOf(await subscribe(wanted()))).toBe('ValidationError');
    wrong.mockRestore();
    const right = echo((asked) => asked);
    expect(codeOf(await subscribe(wanted(10_081)))).toBe('ValidationError');
    const made = await subscribe(wanted());
    expect(made).toMatchObject({ status: 201, body: { clientState: 'secret' } });
    expect((await subscribe(wanted())).status).toBe(409);
    right.mockRestore();
    const path = `/subscriptions/${String(made.body.id)}`;
    const renewed = { expirationDateTime: wanted(600).expirationDateTime };
    expect((await graph(path, maren, { method: 'PATCH', body: renewed })).body).toMatchObject(renewed);
    expect((await graph(path, maren, { method: 'DELETE' })).status).toBe(204);
    expect((await graph(path, maren, { method: 'DELETE' })).status).toBe(404);
  });
});
