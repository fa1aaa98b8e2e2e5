import { beforeEach, describe, expect, it } from 'vitest';
import { fromBase64, fromUtf8, toBase64Url, utf8 } from '../kernel/crypto';
import { buildMime } from '../kernel/mime/build';
import { encodeWords } from '../kernel/mime/words';
import { accessOf, control, freshWorld, gmail, signIn } from '../test-support';

let maren = '';
let tomas = '';

beforeEach(async () => {
  await freshWorld();
  maren = accessOf(await signIn('gmail', 'maren'));
  tomas = accessOf(await signIn('gmail', 'tomas'));
});

interface Part {
  mimeType: string;
  filename: string;
  headers: { name: string; value: string }[];
  body: { size: number; data?: string; attachmentId?: string };
  parts?: Part[];
}
interface Message {
  id: string;
  threadId: string;
  labelIds: string[];
  payload: Part;
  raw: string;
}

async function first(query: string, bearer: string): Promise<Message> {
  const { body } = await gmail(`messages?maxResults=1&q=${encodeURIComponent(query)}`, bearer);
  const [hit] = (body.messages ?? []) as { id: string }[];
  return (await gmail(`messages/${hit?.id}`, bearer)).body as unknown as Message;
}

const header = (message: Message, name: string): string =>
  message.payload.headers.find((known) => known.name === name)?.value ?? '';

const encoded = (text: string): string => toBase64Url(utf8(text));
const decoded = (data: string | undefined): string => fromUtf8(fromBase64(data ?? '') ?? new Uint8Array());

describe('sending', () => {
  it('carries words, bodies and attachments to the recipient unharmed', async () => {
    const raw = buildMime({
      headers: [
        ['To', 'tomas@larkfield.example'],
        ['Bcc', 'priya@larkfield.example'],
        ['Subject', encodeWords('Prüfbericht – Wehr')],
      ],
      text: 'Grüße vom Wehr',
      html: '<b>Grüße</b>',
      attachments: [{ filename: 'bericht.csv', mimeType: 'text/csv', content: utf8('wert\n7,1\n') }],
      seed: 'test',
    });
    const sent = await gmail('messages/send', maren, 'POST', { raw: toBase64Url(raw) });
    expect(sent.body.labelIds).toEqual(['SENT']);
    const received = await first('subject:Prüfbericht', tomas);
    expect(received.labelIds).toEqual(expect.arrayContaining(['INBOX', 'UNREAD']));
    expect(header(received, 'Subject')).toBe('Prüfbericht – Wehr');
    expect(header(received, 'From')).toContain('maren@larkfield.example');
    expect(header(received, 'Bcc')).toBe('');
    const [readable, attachment] = received.payload.parts ?? [];
    expect(decoded(readable?.parts?.[0]?.body.data)).toBe('Grüße vom Wehr');
    expect(attachment).toMatchObject({ filename: 'bericht.csv', body: { size: 9 } });
    const path = `messages/${received.id}/attachments/${attachment?.body.attachmentId}`;
    expect(decoded(String((await gmail(path, tomas)).body.data))).toBe('wert\n7,1\n');
    const whole = await gmail(`messages/${received.id}?format=raw`, tomas);
    expect(decoded(String(whole.body.raw))).toContain('Content-Type: multipart/mixed');
    const priya = accessOf(await signIn('gmail', 'priya'));
    expect((await first('subject:Prüfbericht', priya)).id).toBeTruthy();
  });

  it('joins a thread only with its references and its subject', async () => {
    const last = await first('subject:"Soak test"', maren);
    const id = header(last, 'Message-ID');
    const send = async (lines: string[]) => {
      const raw = encoded(['To: priya@larkfield.example', ...lines, '', 'Well done.'].join('\r\n'));
      return (await gmail('messages/send', maren, 'POST', { raw, threadId: last.threadId })).body.threadId;
    };
    expect(await send([`Subject: Re: Soak test of 4.2`, `In-Reply-To: ${id}`, `References: ${id}`])).toBe(
      last.threadId,
    );
    expect(await send(['Subject: Re: Soak test of 4.2'])).not.toBe(last.threadId);
    expect(await send(['Subject: Something else', `References: ${id}`])).not.toBe(last.threadId);
    const priya = accessOf(await signIn('gmail', 'priya'));
    const thread = await gmail(`threads/${(await first('"Well done" subject:Soak', priya)).threadId}`, priya);
    expect((thread.body.messages as Message[]).length).toBeGreaterThanOrEqual(1);
  });

  it('refuses what cannot be sent', async () => {
    const message = async (body: unknown) => {
      const { status, body: answer } = await gmail('messages/send', maren, 'POST', body);
      return [status, (answer.error as { message: string }).message];
    };
    expect(await message({})).toEqual([400, expect.stringContaining("'raw'")]);
    expect(await message({ raw: '***' })).toEqual([400, expect.stringContaining('Base64')]);
    expect(await message({ raw: encoded('Subject: x\r\n\r\nhi') })).toEqual([400, 'Recipient address required']);
    const raw = encoded('To: a@b.example\r\n\r\nhi');
    expect(await message({ raw, threadId: 'ffffffffffffffff' })).toEqual([404, 'Requested entity was not found.']);
  });
});

describe('labels, drafts, history', () => {
  it('changes labels and tells what happened since', async () => {
    const start = String((await gmail('profile', maren)).body.historyId);
    const message = await first('from:ruth is:unread', maren);
    const label = await gmail('labels', maren, 'POST', { name: 'Waiting' });
    const changed = await gmail(`messages/${message.id}/modify`, maren, 'POST', {
      addLabelIds: [label.body.id],
      removeLabelIds: ['UNREAD'],
    });
    expect(changed.body.labelIds).toContain(label.body.id);
    expect(changed.body.labelIds).not.toContain('UNREAD');
    const { body } = await gmail(`history?startHistoryId=${start}`, maren);
    const records = body.history as Record<string, unknown>[];
    expect(records.map((record) => Object.keys(record)[2])).toEqual(['labelsAdded', 'labelsRemoved']);
    expect(body.historyId).toBe((await gmail('profile', maren)).body.historyId);
    const only = await gmail(`history?startHistoryId=${start}&historyTypes=labelRemoved`, maren);
    expect(only.body.history).toHaveLength(1);
    expect((await gmail('history?startHistoryId=17', maren)).status).toBe(404);
    expect((await gmail('history', maren)).status).toBe(400);
    expect((await gmail('labels', maren, 'POST', { name: 'waiting' })).status).toBe(409);
    const bad = await gmail(`messages/${message.id}/modify`, maren, 'POST', { addLabelIds: ['Label_99'] });
    expect(bad.body.error).toMatchObject({ code: 400, message: 'Invalid label: Label_99' });
  });

  it('moves to the trash and back', async () => {
    const { id } = await first('from:hannah', maren);
    expect((await gmail(`messages/${id}/trash`, maren, 'POST')).body.labelIds).toContain('TRASH');
    expect((await first('from:hannah in:trash', maren)).id).toBe(id);
    expect((await gmail(`messages/${id}/untrash`, maren, 'POST')).body.labelIds).not.toContain('TRASH');
  });

  it('keeps a draft until it is sent', async () => {
    const draft = async (subject: string) => ({
      message: { raw: encoded(`To: tomas@larkfield.example\r\nSubject: ${subject}\r\n\r\nhi`) },
    });
    const { id } = (await gmail('drafts', maren, 'POST', await draft('One'))).body as { id: string };
    await gmail(`drafts/${id}`, maren, 'PUT', await draft('Two'));
    expect((await gmail('drafts?q=subject:two', maren)).body.drafts).toHaveLength(1);
    expect((await gmail('drafts/send', maren, 'POST', { id })).body.labelIds).toEqual(['SENT']);
    expect((await gmail(`drafts/${id}`, maren)).status).toBe(404);
    expect(header(await first('subject:two', tomas), 'Subject')).toBe('Two');
  });

  it('watches for a week', async () => {
    const watched = await gmail('watch', maren, 'POST', { topicName: 'projects/p/topics/t', labelIds: ['INBOX'] });
    const days = (Number(watched.body.expiration) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
    expect((await gmail('watch', maren, 'POST', { topicName: 'nope' })).status).toBe(400);
    expect((await gmail('stop', maren, 'POST')).status).toBe(204);
  });
});

describe('access', () => {
  it('pages with tokens of its own', async () => {
    const one = await gmail('messages?maxResults=10', maren);
    const two = await gmail(`messages?maxResults=10&pageToken=${String(one.body.nextPageToken)}`, maren);
    const ids = (body: Record<string, unknown>) => (body.messages as Message[]).map(({ id }) => id);
    expect(new Set([...ids(one.body), ...ids(two.body)]).size).toBe(20);
    expect((await gmail('messages?pageToken=x', maren)).status).toBe(400);
  });

  it('wants a scope that covers the operation', async () => {
    const scope = 'https://www.googleapis.com/auth/gmail.send';
    const narrow = accessOf(await signIn('gmail', 'maren', { scope }));
    const refused = await gmail('messages', narrow);
    expect(refused.status).toBe(403);
    expect(refused.body.error).toMatchObject({ errors: [{ reason: 'insufficientPermissions' }] });
    const raw = encoded('To: a@b.example\r\n\r\nhi');
    expect((await gmail('messages/send', narrow, 'POST', { raw })).status).toBe(200);
  });

  it('is for one mailbox', async () => {
    const { id } = await first('from:hannah', maren);
    expect((await gmail(`messages/${id}`, tomas)).status).toBe(404);
    expect((await gmail('messages/none', tomas)).status).toBe(400);
    expect((await gmail('messages', 'ya29.nobody')).body.error).toMatchObject({ code: 401, status: 'UNAUTHENTICATED' });
  });

  it('has a quota of units, and says 403 when it is used up', async () => {
    await control('limits', { enabled: true });
    const raw = encoded('To: a@b.example\r\n\r\nhi');
    let answer = await gmail('messages/send', maren, 'POST', { raw });
    for (let sent = 1; sent < 80 && answer.status === 200; sent += 1) {
      answer = await gmail('messages/send', maren, 'POST', { raw });
    }
    expect(answer.status).toBe(403);
    expect(answer.body.error).toMatchObject({ errors: [{ reason: 'rateLimitExceeded', domain: 'usageLimits' }] });
    expect((await gmail('profile', tomas)).status).toBe(200);
  });
});
