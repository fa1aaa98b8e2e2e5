import { describe, expect, test } from 'vitest';
import { descriptionsOf } from './description';

const thing = { type: 'object', properties: { id: { type: 'string' }, size: { type: 'integer' } }, required: ['id'] };
const document = {
  openapi: '3.0.3',
  info: { title: 'Acme', version: '1' },
  servers: [{ url: 'https://api.acme.example/v1' }],
  paths: {
    '/things/{id}': {
      get: {
        operationId: 'get_thing',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'full', in: 'query', schema: { type: 'boolean' } },
          { name: 'part', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
        ],
        responses: {
          200: {
            description: 'OK',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
        },
      },
    },
    '/things': {
      post: {
        operationId: 'make_thing',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
        },
        responses: { 204: { description: 'No Content' } },
      },
    },
    '/forms': {
      post: {
        operationId: 'send_form',
        requestBody: { content: { 'application/x-www-form-urlencoded': { schema: thing } } },
        responses: { 200: { description: 'OK' } },
      },
    },
  },
  components: { schemas: { Thing: thing } },
};

const [acme] = await descriptionsOf({ acme: document, readme: 'text', vectors: { cases: [] } });
const at = (path: string, init?: RequestInit): Request => new Request(`https://api.acme.example/v1${path}`, init);
const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const form = (body: Record<string, string>): RequestInit => ({ method: 'POST', body: new URLSearchParams(body) });
const breaches = async (path: string, init?: RequestInit): Promise<string[] | undefined> =>
  (await acme?.request(at(path, init)))?.breaches;

test('finds the descriptions among the files', async () => {
  expect(acme?.base).toBe('https://api.acme.example/v1');
  expect(await descriptionsOf({ readme: 'text' })).toEqual([]);
});

describe('a request', () => {
  test('that is as described', async () => {
    expect(await acme?.request(at('/things/7?full=true&part=a&part=b'))).toEqual({
      operation: 'get_thing',
      breaches: [],
    });
    expect(await breaches('/things/7?part=a')).toEqual([]);
    expect(await breaches('/things', json({ id: 'x', size: 7 }))).toEqual([]);
    expect(await breaches('/forms', form({ id: 'x', size: '7' }))).toEqual([]);
  });

  test('that no operation knows', async () => {
    expect(await acme?.request(at('/other'))).toBeUndefined();
    expect(await acme?.request(at('/things/7', { method: 'DELETE' }))).toBeUndefined();
  });

  test.each<[string, string, RequestInit?]>([
    ['a query parameter it does not know', '/things/7?ful=true'],
    ['a query value of another type', '/things/7?full=perhaps'],
    ['a body where it takes none', '/things/7', { ...json({ id: 'x' }), method: 'GET', body: null }],
    ['no body where it takes one', '/things', { method: 'POST' }],
    ['a missing field', '/things', json({ size: 7 })],
    ['a text for a number', '/things', json({ id: 'x', size: '7' })],
    ['a field it does not know', '/things', json({ id: 'x', sise: 7 })],
    ['a form where it takes JSON', '/things', form({ id: 'x' })],
    ['a form’s value of another type', '/forms', form({ id: 'x', size: 'large' })],
    ['a form’s field it does not know', '/forms', form({ id: 'x', sise: '7' })],
  ])('with %s', async (_, path, init) => {
    expect(await breaches(path, init)).not.toEqual([]);
  });
});

describe('an answer', () => {
  test('that is as described, that is not, and of which nothing is said', async () => {
    const request = at('/things/7');
    expect(await acme?.answer(request, Response.json({ id: 'x', more: 1 }))).toEqual([]);
    expect(await acme?.answer(request, Response.json({ size: 7 }))).not.toEqual([]);
    expect(await acme?.answer(request, Response.json({ id: 'x', size: '7' }))).not.toEqual([]);
    expect(await acme?.answer(at('/things', json({ id: 'x' })), new Response(null, { status: 204 }))).toBeUndefined();
  });
});
