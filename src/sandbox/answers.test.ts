import { env } from 'cloudflare:test';
import { OpenAPIBackend, type Document } from 'openapi-backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { accessOf, freshWorld, gmail, signIn, slack, userOf, zoom, type Answered } from './test-support';

/* The official descriptions lie beside the project on some machines only. */
const specs = env.SPECS ?? {};
const present = ['slack', 'gmail', 'zoom', 'zoom-users'].every((name) => name in specs);

type Check = (method: string, path: string, answer: Answered) => void;

async function checker(name: string, apiRoot: string): Promise<Check> {
  const ajvOpts = { strict: false, validateFormats: false } as const;
  const definition = specs[name] as Document;
  const api = await new OpenAPIBackend({ quick: true, definition, apiRoot, ajvOpts }).init();
  return (method, path, { status, body }) => {
    const operation = api.matchOperation({ method, path, headers: {} });
    expect(operation, `${method} ${path} is described`).toBeDefined();
    if (!operation || status === 204) return;
    expect(api.validateResponse(body, operation, status).errors ?? [], `${method} ${path}`).toEqual([]);
  };
}

describe.runIf(present)('answers fit the official descriptions', () => {
  beforeAll(() => freshWorld());

  it('of Slack', async () => {
    const check = await checker('slack', '/api');
    const body = await signIn('slack');
    const bot = accessOf(body);
    const call = async (method: string, args: Record<string, string> = {}, bearer = bot) => {
      const answer = await slack(method, args, bearer);
      expect(answer.body.ok, `${method} ${JSON.stringify(answer.body)}`).toBe(true);
      check('POST', `/api/${method}`, answer);
      return answer.body;
    };
    const { members } = (await call('users.list')) as { members: { id: string }[] };
    const { channels } = (await call('conversations.list')) as { channels: { id: string; name: string }[] };
    const channel = channels.find(({ name }) => name === 'general')?.id ?? '';
    const user = members[1]?.id ?? '';
    await call('auth.test');
    await call('team.info');
    await call('users.info', { user });
    await call('users.lookupByEmail', { email: 'aiko@larkfield.example' });
    await call('conversations.info', { channel });
    const { messages } = (await call('conversations.history', { channel })) as {
      messages: { ts: string; reply_count?: number }[];
    };
    await call('conversations.replies', { channel, ts: messages.find(({ reply_count: count }) => count)?.ts ?? '' });
    await call('conversations.members', { channel });
    await call('conversations.open', { users: user, return_im: 'true' });
    await call('conversations.join', { channel: channels.find(({ name }) => name === 'random')?.id ?? '' });
    const { ts } = (await call('chat.postMessage', { channel, text: 'hello' })) as { ts: string };
    await call('chat.update', { channel, ts, text: 'changed' });
    await call('chat.getPermalink', { channel, message_ts: ts });
    await call('chat.scheduleMessage', { channel, text: 'x', post_at: String(Math.floor(Date.now() / 1000) + 60) });
    await call('reactions.add', { channel, timestamp: ts, name: 'owl' });
    await call('reactions.get', { channel, timestamp: ts });
    await call('reactions.remove', { channel, timestamp: ts, name: 'owl' });
    await call('chat.delete', { channel, ts });
    await call('search.messages', { query: 'firmware' }, String(userOf(body).access_token));
    await call('auth.revoke');
  });

  it('of Gmail', async () => {
    const check = await checker('gmail', '/');
    const bearer = accessOf(await signIn('gmail'));
    const call = async (path: string, method = 'GET', body?: unknown) => {
      const answer = await gmail(path, bearer, method, body);
      expect(answer.status, `${method} ${path}`).toBeLessThan(300);
      check(method, `/gmail/v1/users/me/${path.split('?')[0]}`, answer);
      return answer.body;
    };
    const { messages } = (await call('messages?maxResults=500')) as { messages: { id: string; threadId: string }[] };
    for (const { id } of messages) {
      for (const format of ['full', 'metadata', 'minimal', 'raw']) await call(`messages/${id}?format=${format}`);
    }
    const { threads } = (await call('threads')) as { threads: { id: string }[] };
    for (const { id } of threads) await call(`threads/${id}`);
    const { historyId } = await call('profile');
    const [first] = messages;
    await call('labels');
    await call('labels/INBOX');
    const label = await call('labels', 'POST', { name: 'Fits' });
    await call(`messages/batchModify`, 'POST', { ids: messages.map(({ id }) => id), addLabelIds: [label.id] });
    expect(await call(`labels/${String(label.id)}`)).toMatchObject({ messagesTotal: messages.length });
    await call(`labels/${String(label.id)}`, 'PATCH', { name: 'Fits better' });
    await call(`labels/${String(label.id)}`, 'DELETE');
    await call(`messages/${first?.id}/modify`, 'POST', { addLabelIds: ['STARRED'] });
    await call(`messages/${first?.id}/trash`, 'POST');
    await call(`messages/${first?.id}/untrash`, 'POST');
    await call(`threads/${first?.threadId}/modify`, 'POST', { removeLabelIds: ['STARRED'] });
    const raw = btoa('To: ruth.calder@brackwater.example\r\nSubject: x\r\n\r\nhi');
    await call('messages/send', 'POST', { raw });
    const { id } = await call('drafts', 'POST', { message: { raw } });
    await call('drafts');
    await call(`drafts/${String(id)}`);
    await call(`drafts/${String(id)}`, 'PUT', { message: { raw } });
    await call('drafts/send', 'POST', { id });
    await call('watch', 'POST', { topicName: 'projects/p/topics/t' });
    await call(`history?startHistoryId=${String(historyId)}`);
    await call('stop', 'POST');
  });

  it('of Zoom', async () => {
    const [check, checkUsers] = [await checker('zoom', '/v2'), await checker('zoom-users', '/v2')];
    const bearer = accessOf(await signIn('zoom'));
    const call = async (path: string, method = 'GET', body?: unknown, by = check) => {
      const answer = await zoom(path, bearer, method, body);
      expect(answer.status, `${method} ${path}`).toBeLessThan(300);
      by(method, `/v2/${path.split('?')[0]}`, answer);
      return answer.body;
    };
    await call('users/me', 'GET', undefined, checkUsers);
    for (const type of ['scheduled', 'live', 'upcoming', 'upcoming_meetings', 'previous_meetings']) {
      await call(`users/me/meetings?type=${type}`);
    }
    const { meetings } = await call('users/me/recordings');
    expect(meetings).toBeInstanceOf(Array);
    const previous = await call('users/me/meetings?type=previous_meetings');
    for (const { id, uuid, topic } of previous.meetings as { id: number; uuid: string; topic: string }[]) {
      const name = encodeURIComponent(encodeURIComponent(uuid));
      await call(`past_meetings/${name}`);
      await call(`past_meetings/${name}/participants`);
      await call(`past_meetings/${id}/instances`);
      await call(`meetings/${id}`);
      await call(`meetings/${id}/invitation`);
      if (!topic.includes('Brackwater')) continue;
      await call(`meetings/${name}/recordings`);
      await call(`meetings/${name}/meeting_summary`);
    }
    const { id } = await call('users/me/meetings', 'POST', {
      topic: 'Fits',
      type: 8,
      recurrence: { type: 1, end_times: 3 },
    });
    await call(`meetings/${String(id)}`, 'PATCH', { topic: 'Fits better' });
    await call(`meetings/${String(id)}`, 'DELETE');
  });
});
