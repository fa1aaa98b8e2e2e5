import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSecrets, withMissing } from './secrets.mjs';

const makers = { A: () => 'new$&a', B: () => 'newb' };

test('values that are there stay, empty ones are filled in place, absent ones are added', () => {
  assert.equal(withMissing('A=old\n# note\nB=\nC=3\n', makers), 'A=old\n# note\nB=newb\nC=3\n');
  assert.equal(withMissing('A=old', makers), 'A=old\nB=newb\n');
  assert.equal(withMissing('', makers), 'A=new$&a\nB=newb\n');
  assert.equal(withMissing('A="" # none\nB="x"\n', makers), 'A=new$&a\nB="x"\n');
  assert.equal(withMissing('#A=commented\nB=1\n', makers), '#A=commented\nB=1\nA=new$&a\n');
});

test('quotes and comments fall away, base64 stays whole', () => {
  assert.deepEqual(parseSecrets('A="x y" # note\r\nexport B=1:ab+/c==\nC=v # note\n# D=1\nE='), {
    A: 'x y',
    B: '1:ab+/c==',
    C: 'v',
    E: '',
  });
});
