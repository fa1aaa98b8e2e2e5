import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameVersions } from './install.mjs';

test('installed means: every locked version, where only optional packages may be absent', () => {
  const lock = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };
  assert.ok(sameVersions(lock, { 'node_modules/a': { version: '1.0.0' } }));
  assert.ok(!sameVersions(lock, { 'node_modules/a': { version: '1.0.1' } }));
  assert.ok(!sameVersions(lock, { 'node_modules/b': { version: '2.0.0' } }));
  assert.ok(!sameVersions(lock, { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.9.0' } }));
});
