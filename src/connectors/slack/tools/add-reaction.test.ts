import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { addReaction } from './add-reaction';

const args = { channel: 'C024BE91L', ts: '1763709600.000100', name: 'thumbsup' };

test('reacts to a message', async () => {
  const { result, calls } = await runTool(slack, addReaction, args, [{ body: { ok: true } }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "form": {
          "channel": "C024BE91L",
          "name": "thumbsup",
          "timestamp": "1763709600.000100",
        },
        "method": "POST",
        "path": "/reactions.add",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "channel": "C024BE91L",
      "name": "thumbsup",
      "ts": "1763709600.000100",
    }
  `);
});

test('says that the reaction is there already', async () => {
  const refused = { body: { ok: false, error: 'already_reacted' } };
  await expect(runTool(slack, addReaction, args, [refused])).rejects.toMatchObject({
    kind: 'conflict',
    message: 'You have reacted with that emoji already.',
  });
});

test('takes the name without colons', async () => {
  await expect(runTool(slack, addReaction, { ...args, name: ':thumbsup:' }, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining('name: must be an emoji name without colons.') as string,
  });
});
