import { beforeEach, describe, expect, it } from 'vitest';
import { sandboxCredentials } from '../../core/sandbox-credentials';
import { api, ask, authorize, codeOf, control, freshWorld, read, redirectOf, VERIFIER } from '../test-support';

const { clientId, clientSecret } = sandboxCredentials('monday');

const post = async (path: string, body: Record<string, unknown>) =>
  read(
    await ask(`auth.monday.com/oauth_ms/oauth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, ...body }),
    }),
  );
const exchange = (code: string, over: Record<string, unknown> = {}) =>
  post('token', {
    ...{ grant_type: 'authorization_code', code, redirect_uri: redirectOf('monday'), code_verifier: VERIFIER },
    ...over,
  });

async function signIn(account = 'maren', scope?: string): Promise<Record<string, string>> {
  await control('consent', { platform: 'monday', mode: 'auto', account });
  return (await exchange(await codeOf('monday', scope === undefined ? {} : { scope }))).body as Record<string, string>;
}

const query = async (text: string, bearer: string, variables: unknown = {}, headers: Record<string, string> = {}) =>
  read(
    await ask('api.monday.com/v2', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}`, ...headers },
      body: JSON.stringify({ query: text, variables }),
    }),
  );

const BOARDS = '{ boards { id name items_page(limit: 1) { cursor items { id name } } } }';
interface Found {
  boards: { id: string; name: string; items_page: { cursor: string; items: { id: string; name: string }[] } }[];
}
const boardsOf = async (bearer: string) => ((await query(BOARDS, bearer)).body['data'] as Found).boards;
const brackwater = async (bearer: string) => {
  const found = (await boardsOf(bearer)).find(({ name }) => name === 'Brackwater rollout');
  if (!found) throw new Error('there is no such board');
  return found;
};

let maren: Record<string, string> = {};
const bearer = () => maren['access_token'] ?? '';

beforeEach(async () => {
  await freshWorld();
  maren = await signIn();
});

describe('sign-in', () => {
  it('is strict about redirect, challenge, verifier and client, and spends codes', async () => {
    expect((await authorize('monday', { redirect_uri: 'http://elsewhere.test/' })).status).toBe(400);
    const refused = (await authorize('monday', { code_challenge: undefined })).headers.get('location');
    expect(refused).toContain('error=invalid_request');
    const code = await codeOf('monday');
    expect((await exchange(code, { client_secret: 'wrong' })).body['error']).toBe('invalid_client');
    expect((await exchange(code, { code_verifier: `${VERIFIER}x` })).body['error']).toBe('invalid_grant');
    expect((await exchange(code)).body['error']).toBe('invalid_grant');
  });

  it('gives tokens that say when they end, and refresh tokens that are good for one use', async () => {
    const claims = JSON.parse(atob(bearer().split('.')[1] ?? '')) as { iat: number; exp: number };
    expect(claims.exp - claims.iat).toBe(3600);
    const refresh = () => post('token', { grant_type: 'refresh_token', refresh_token: maren['refresh_token'] });
    expect((await refresh()).body['refresh_token']).not.toBe(maren['refresh_token']);
    expect((await refresh()).body['error']).toBe('invalid_grant');
    await control('clock', { offset_s: 3700 });
    expect((await query('{ me { id } }', bearer())).status).toBe(401);
  });

  it('revokes a grant whole', async () => {
    expect((await post('revoke', { token: maren['refresh_token'] })).body).toEqual({ success: true });
    expect((await query('{ me { id } }', bearer())).body['errors']).toMatchObject([
      { extensions: { code: 'NOT_AUTHENTICATED' } },
    ]);
  });
});

describe('answers', () => {
  it('carry the promises to Brackwater', async () => {
    const { id } = await brackwater(bearer());
    const text =
      'query ($id: [ID!]) { boards(ids: $id) { items_page { items { name group { title } column_values { text } } } } }';
    const found = JSON.stringify((await query(text, bearer(), { id: [id] })).body);
    for (const fact of ['Firmware 4.2', 'Q-2031', 'north depot', 'Stuck', 'Priya Raman']) expect(found).toContain(fact);
  });

  it('show a private board to its members alone', async () => {
    expect((await boardsOf(bearer())).map(({ name }) => name)).toContain('Finance');
    const jonas = await signIn('jonas');
    expect((await boardsOf(jonas['access_token'] ?? '')).map(({ name }) => name)).not.toContain('Finance');
  });

  it('refuse what the schema does not know', async () => {
    expect(await query('{ me { secrets } }', bearer())).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    });
  });

  it('are partial where a scope is missing: data beside errors, under status 200', async () => {
    const { access_token: token = '' } = await signIn('maren', 'me:read');
    expect(await query('{ me { name } boards { id } }', token)).toMatchObject({
      status: 200,
      body: {
        data: { me: { name: 'Maren Holt' }, boards: null },
        errors: [{ path: ['boards'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
      },
    });
  });

  it('end a cursor 60 minutes after the first page', async () => {
    const { items_page: first } = await brackwater(bearer());
    const text = 'query ($cursor: String!) { next_items_page(cursor: $cursor, limit: 2) { cursor items { id } } }';
    const next = await query(text, bearer(), { cursor: first.cursor });
    expect(next.body['data']).toMatchObject({ next_items_page: { items: [{}, {}] } });
    await control('clock', { offset_s: 3_650 });
    const { access_token: token = '' } = await signIn();
    expect((await query(text, token, { cursor: first.cursor })).body['errors']).toMatchObject([
      { extensions: { code: 'CursorException' } },
    ]);
  });
});

describe('changes', () => {
  const CREATE =
    'mutation ($board: ID!, $values: JSON) { create_item(board_id: $board, item_name: "New", column_values: $values) { id } }';

  it('with a key are carried out once', async () => {
    const { id: board } = await brackwater(bearer());
    const create = (name: string) =>
      query(CREATE.replace('New', name), bearer(), { board }, { 'idempotency-key': 'k-1' });
    const first = await create('New');
    const again = await create('New');
    expect(again.body['data']).toEqual(first.body['data']);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await create('Other')).toMatchObject({
      status: 409,
      body: { errors: [{ extensions: { code: 'IDEMPOTENCY_CONFLICT' } }] },
    });
  });

  it('refuse labels, columns and values that are not of the board', async () => {
    const { id: board } = await brackwater(bearer());
    const codeFor = async (values: unknown) => {
      const { body } = await query(CREATE, bearer(), { board, values: JSON.stringify(values) });
      return (body['errors'] as { extensions: { code: string } }[])[0]?.extensions.code;
    };
    expect(await codeFor({ status: { label: 'Finished' } })).toBe('ColumnValueException');
    expect(await codeFor({ date4: { date: 'tomorrow' } })).toBe('ColumnValueException');
    expect(await codeFor({ person: '1' })).toBe('ColumnValueException');
    expect(await codeFor({ nothing: 'x' })).toBe('InvalidColumnIdException');
    expect(await codeFor([])).toBe('JsonParseException');
  });

  it('make no webhook for an address that does not answer the challenge', async () => {
    const { id: board } = await brackwater(bearer());
    const text =
      'mutation ($b: ID!) { create_webhook(board_id: $b, url: "http://elsewhere.test/", event: create_item) { id } }';
    expect((await query(text, bearer(), { b: board })).body['errors']).toMatchObject([
      { extensions: { code: 'WebhookChallengeException' } },
    ]);
  });
});

describe('limits', () => {
  it('stand in every answer', async () => {
    await control('limits', { enabled: true });
    const { headers } = await query('{ me { id } }', bearer());
    expect(headers.get('ratelimit')).toMatch(/^"day";r=\d+;t=\d+, "minute";r=\d+;t=60$/);
    expect(headers.get('ratelimit-policy')).toContain('"day";q=10000;w=86400');
  });

  it('count what a query may come to', async () => {
    await control('limits', { enabled: true });
    const dear =
      'query ($limit: Int!, $count: Int!) { boards(limit: $count) { items_page(limit: $limit) { items { id } } } }';
    const refused = await query(dear, bearer(), { limit: 500, count: 500 });
    expect(refused).toMatchObject({
      status: 429,
      body: { errors: [{ extensions: { code: 'COMPLEXITY_BUDGET_EXHAUSTED' } }] },
    });
    expect(JSON.stringify(refused.body)).toMatch(/"retry_in_seconds":\d+/);
  });

  it('take a token without Bearer too, as personal ones are sent', async () => {
    const headers = { authorization: bearer(), 'content-type': 'application/json' };
    const answer = await ask('api.monday.com/v2', { method: 'POST', headers, body: '{"query":"{ me { id } }"}' });
    expect(answer.status).toBe(200);
    expect((await api('api.monday.com/v2', 'nobody', 'POST', { query: '{ me { id } }' })).status).toBe(401);
  });
});
