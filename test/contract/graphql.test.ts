import { env } from 'cloudflare:test';
import { describe, expect, test } from 'vitest';
import * as monday from '../../src/connectors/monday/documents';
import { documentBreaches, schemaOf } from './graphql';

/* Every document a connector may send, whether a tool, a sync or a webhook sends it. The schemas lie beside the project on some machines only. */
const DOCUMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = { monday };

describe.each(Object.entries(DOCUMENTS))('%s', (platform, documents) => {
  const text = env.SPECS?.[platform];

  test.runIf(typeof text === 'string')('sends nothing its platform’s schema does not know', () => {
    const schema = schemaOf(String(text));
    const breaches = Object.entries(documents).map(([name, document]) => [name, documentBreaches(schema, document)]);
    expect(breaches.filter(([, found]) => found?.length !== 0)).toEqual([]);
  });
});

test('the check itself finds what a schema does not know', () => {
  const schema = schemaOf('type Query { me: String }');
  expect(documentBreaches(schema, 'query A { me }')).toEqual([]);
  expect(documentBreaches(schema, 'query A { you }')).toHaveLength(1);
  expect(documentBreaches(schema, 'query A {')).toHaveLength(1);
});
