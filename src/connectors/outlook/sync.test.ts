import { describe, expect, test } from 'vitest';
import { SeneschalError } from '../../core/errors';
import { type PlatformCall } from '../../core/platform-call';
import { type SyncContext } from '../../core/sync';
import { graphMessage, recipient } from './fixtures/messages';
import { mailResource } from './sync';

const context = (): SyncContext => ({
  now: Date.parse('2026-11-21T12:00:00Z'),
  since: Date.parse('2026-11-01T00:00:00Z'),
  account: { id: 'account', label: 'ada@example.com' },
  memo: new Map(),
});

const DELTA = 'https://graph.microsoft.com/v1.0/me/mailFolders/inbox/messages/delta';
const mail = (id: string, changes: object = {}) =>
  graphMessage({
    id,
    body: { contentType: 'text', content: 'Dear Ada,\r\nyes.\r\n' },
    lastModifiedDateTime: '2026-11-20T09:00:00Z',
    conversationId: 'AAQk-1',
    webLink: 'https://outlook.office365.com/owa/?ItemID=x',
    ccRecipients: [recipient('', 'ruth@example.com')],
    ...changes,
  });

/** Answers by path, or by the link that was followed. */
function answering(answers: Record<string, unknown>) {
  const calls: PlatformCall[] = [];
  const request = async (call: PlatformCall) => {
    calls.push(call);
    const body = answers[call.url ?? call.path.value];
    if (body === undefined) throw new SeneschalError('not_found', 'gone');
    return { status: 200, headers: {}, body };
  };
  return { api: { request }, calls };
}

test('reads each folder from its beginning, then by its own link', async () => {
  const { api, calls } = answering({
    '/me/mailFolders/inbox/messages/delta': { value: [mail('m1')], '@odata.nextLink': `${DELTA}?$skiptoken=a` },
    [`${DELTA}?$skiptoken=a`]: {
      value: [mail('m2'), mail('m3', { isDraft: true })],
      '@odata.deltaLink': `${DELTA}?$deltatoken=b`,
    },
    '/me/mailFolders/sentitems/messages/delta': {
      value: [],
      '@odata.deltaLink': 'https://graph.microsoft.com/v1.0/sent',
    },
    [`${DELTA}?$deltatoken=b`]: { value: [], '@odata.deltaLink': `${DELTA}?$deltatoken=c` },
  });
  const first = await mailResource.page(api, undefined, context());
  expect(first.records).toEqual([
    {
      kind: 'mail',
      externalId: 'm1',
      at: Date.parse('2026-11-20T08:15:00Z'),
      updatedAt: Date.parse('2026-11-20T09:00:00Z'),
      title: 'Plan',
      text: 'Dear Ada,\nyes.',
      people: ['Ben Bloom <ben@example.com>', 'Ada Lovelace <ada@example.com>', 'ruth@example.com'],
      url: 'https://outlook.office365.com/owa/?ItemID=x',
      container: { id: 'AAQk-1', name: 'Plan' },
      ids: { message_id: 'm1' },
    },
  ]);
  expect(first.done).toBe(false);
  expect(calls[0]?.query).toMatchObject({ $filter: 'receivedDateTime ge 2026-11-01T00:00:00.000Z' });
  expect(calls[0]?.headers).toEqual({
    prefer: 'IdType="ImmutableId", outlook.body-content-type="text", odata.maxpagesize=50',
  });
  const second = await mailResource.page(api, first.cursor, context());
  expect(second).toMatchObject({ records: [{ externalId: 'm2' }], done: false });
  const third = await mailResource.page(api, second.cursor, context());
  expect(third).toMatchObject({ records: [], done: true });
  const again = await mailResource.page(api, third.cursor, context());
  expect(again.done).toBe(false);
  expect(calls.at(-1)?.url).toBe(`${DELTA}?$deltatoken=b`);
});

describe('what is no longer in its folder', () => {
  const away = (id: string) => ({ id, '@removed': { reason: 'deleted' } });
  const folders = {
    '/me/mailFolders/deleteditems': { id: 'AQMk-bin' },
    '/me/mailFolders/junkemail': { id: 'AQMk-junk' },
  };

  test('stays where it was only filed, and goes where it was deleted or binned', async () => {
    const { api } = answering({
      ...folders,
      '/me/mailFolders/inbox/messages/delta': {
        value: [away('filed'), away('binned'), away('deleted'), { id: 'part', isRead: true }],
        '@odata.deltaLink': DELTA,
      },
      '/me/messages/filed': mail('filed', { parentFolderId: 'AQMk-archive' }),
      '/me/messages/binned': mail('binned', { parentFolderId: 'AQMk-bin' }),
      '/me/messages/part': mail('part', { parentFolderId: 'AQMk-inbox' }),
    });
    const page = await mailResource.page(api, undefined, context());
    expect(page.records.map(({ externalId }) => externalId)).toEqual(['filed', 'part']);
    expect(page.gone).toEqual(['binned', 'deleted']);
  });
});

test('begins anew where Graph has forgotten the link, and only there', async () => {
  const { api } = answering({});
  const cursor = JSON.stringify({ links: { inbox: DELTA }, at: 0 });
  expect(await mailResource.page(api, cursor, context())).toMatchObject({ records: [], reset: true, done: false });
  await expect(mailResource.page(api, undefined, context())).rejects.toMatchObject({ kind: 'not_found' });
});

test('does not take an answer without a link for an end', async () => {
  const { api } = answering({ '/me/mailFolders/inbox/messages/delta': { value: [] } });
  await expect(mailResource.page(api, undefined, context())).rejects.toMatchObject({ kind: 'invalid_response' });
});
