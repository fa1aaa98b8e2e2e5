import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './log.mjs';

test("wrangler's own lines are left out, marks become levels", () => {
  const read = reader('seneschal');
  assert.equal(read('⎔ Starting local server...', 'stdout'), undefined);
  assert.equal(read('env.MASTER_KEYS ("(hidden)")   Environment Variable   local', 'stdout'), undefined);
  assert.equal(read('[wrangler:info] Ready on http://localhost:8787', 'stdout'), undefined);
  assert.equal(read('', 'stdout'), undefined);
  assert.deepEqual(read('[wrangler:info] GET /mcp 200 OK (3ms)', 'stdout'), {
    level: 'info',
    source: 'seneschal',
    message: 'GET /mcp 200 OK (3ms)',
  });
  assert.deepEqual(read('✘ [ERROR] boom', 'stderr'), { level: 'error', source: 'seneschal', message: 'boom' });
});

test('a stack takes the level of its error; a JSON line keeps its own', () => {
  const read = reader('sandbox');
  assert.equal(read('[wrangler:error] Error: boom', 'stdout')?.level, 'error');
  assert.equal(read('    at fetch (src/index.ts:1:1)', 'stdout')?.level, 'error');
  assert.equal(read('hello', 'stdout')?.level, 'info');
  assert.equal(read('{"level":"warn","message":"slow"}', 'stdout')?.level, 'warn');
  assert.equal(read('{"level":"odd"}', 'stdout')?.level, 'info');
});
