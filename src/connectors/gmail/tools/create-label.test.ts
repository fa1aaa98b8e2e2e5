import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { googleError } from '../fixtures/messages';
import { createLabel } from './create-label';

test('makes a label that is shown', async () => {
  const label = {
    id: 'Label_7',
    name: 'Customers/Brackwater',
    type: 'user',
    messageListVisibility: 'show',
    labelListVisibility: 'labelShow',
  };
  const { result, calls } = await runTool(gmail, createLabel, { name: ' Customers/Brackwater ' }, [{ body: label }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "json": {
          "labelListVisibility": "labelShow",
          "messageListVisibility": "show",
          "name": "Customers/Brackwater",
        },
        "method": "POST",
        "path": "/labels",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "id": "Label_7",
      "name": "Customers/Brackwater",
    }
  `);
});

test('says that the name is taken', async () => {
  const taken = googleError(409, 'aborted', 'Label name exists or conflicts');
  await expect(runTool(gmail, createLabel, { name: 'Finance' }, [taken])).rejects.toMatchObject({
    kind: 'conflict',
    message: 'A label of that name exists already. Call list_labels for its id.',
  });
});
