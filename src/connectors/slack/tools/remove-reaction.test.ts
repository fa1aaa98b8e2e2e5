import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { slack } from '..';
import { removeReaction } from './remove-reaction';

const args = { channel: 'C024BE91L', ts: '1763709600.000100', name: 'wave::skin-tone-3' };

test('takes a reaction back', async () => {
  const { result, calls } = await runTool(slack, removeReaction, args, [{ body: { ok: true } }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "form": {
          "channel": "C024BE91L",
          "name": "wave::skin-tone-3",
          "timestamp": "1763709600.000100",
        },
        "method": "POST",
        "path": "/reactions.remove",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "channel": "C024BE91L",
      "name": "wave::skin-tone-3",
      "ts": "1763709600.000100",
    }
  `);
});

test('says that there is nothing to take back', async () => {
  const refused = { body: { ok: false, error: 'no_reaction' } };
  await expect(runTool(slack, removeReaction, args, [refused])).rejects.toMatchObject({
    kind: 'not_found',
    message: 'You have not reacted with that emoji.',
  });
});
