import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isPlaceholder, knownSecrets, missingSecrets, parseExample, withId } from './needs.mjs';
import { ROOT } from './paths.mjs';

test('an id is written into the one block it belongs to', () => {
  const toml = `# database_id = "x"
[[d1_databases]]
binding = "OTHER"
database_id = ""

[[d1_databases]] # the directory
binding = "DB"
database_id = "00000000-0000-0000-0000-000000000000" # stays

[[kv_namespaces]]
binding = "DB"
id = "0"
`;
  const where = { table: 'd1_databases', binding: 'DB', key: 'database_id' };
  assert.equal(withId(toml, where, 'abc'), toml.replace('00000000-0000-0000-0000-000000000000', 'abc'));
  const kv = { table: 'kv_namespaces', binding: 'DB', key: 'id' };
  assert.equal(withId(toml, kv, 'abc'), toml.replace('id = "0"', 'id = "abc"'));
});

test("the project's own ids can be written", () => {
  const toml = readFileSync(join(ROOT, 'wrangler.toml'), 'utf8');
  assert.match(
    withId(toml, { table: 'd1_databases', binding: 'DB', key: 'database_id' }, 'new-1'),
    /^database_id = "new-1"$/m,
  );
  assert.match(withId(toml, { table: 'kv_namespaces', binding: 'OAUTH_KV', key: 'id' }, 'new-2'), /^id = "new-2"$/m);
});

test('placeholders are ids of zeros', () => {
  assert.ok(isPlaceholder('00000000-0000-0000-0000-000000000000'));
  assert.ok(isPlaceholder(''));
  assert.ok(!isPlaceholder('00000000-0000-0000-0000-000000000001'));
});

test('an example paragraph gives rule, group and command', () => {
  const [first, second, third] = parseExample(
    '# Required. Opens\n# things.\n# Make one: openssl x\nA=\n\n# All or none. P\nB=\nC=\n',
  );
  assert.deepEqual(first, {
    name: 'A',
    rule: 'required',
    group: 0,
    about: 'Opens things.',
    command: 'openssl x | npx wrangler secret put A',
  });
  assert.equal(second?.group, third?.group);
  assert.equal(second?.rule, 'together');
});

test('what a deployment misses: the required, and the rest of a platform that was begun', () => {
  const names = (/** @type {string[]} */ set) => missingSecrets(knownSecrets(), set).map(({ name }) => name);
  assert.deepEqual(names([]), ['MASTER_KEYS']);
  assert.deepEqual(names(['MASTER_KEYS']), []);
  assert.deepEqual(names(['MASTER_KEYS', 'ZOOM_CLIENT_ID']), ['ZOOM_CLIENT_SECRET', 'ZOOM_WEBHOOK_SECRET_TOKEN']);
});
