import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { googleError } from '../fixtures/messages';
import { listLabels } from './list-labels';

const labels = {
  body: {
    labels: [
      { id: 'INBOX', name: 'INBOX', type: 'system', messageListVisibility: 'hide' },
      { id: 'Label_2', name: 'Finance', type: 'user', color: { textColor: '#000000' } },
      { id: 'Label_1', name: 'Customers/Brackwater', type: 'user' },
    ],
  },
};

test('lists the person’s own first, by name', async () => {
  const { result, calls } = await runTool(gmail, listLabels, {}, [labels]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/labels",
      },
    ]
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "items": [
        {
          "id": "Label_1",
          "kind": "user",
          "name": "Customers/Brackwater",
        },
        {
          "id": "Label_2",
          "kind": "user",
          "name": "Finance",
        },
        {
          "id": "INBOX",
          "kind": "system",
          "name": "INBOX",
        },
      ],
    }
  `);
});

test('finds by part of a name, and continues where it stopped', async () => {
  const { result } = await runTool(gmail, listLabels, { name: 'BRACK' }, [labels]);
  expect(result).toMatchObject({ items: [{ id: 'Label_1' }] });
  const { result: first } = await runTool(gmail, listLabels, { limit: 2 }, [labels]);
  expect(first).toMatchObject({ items: [{ id: 'Label_1' }, { id: 'Label_2' }], nextCursor: '2' });
  const { result: rest } = await runTool(gmail, listLabels, { limit: 2, cursor: '2' }, [labels]);
  expect(rest).toEqual({ items: [{ id: 'INBOX', name: 'INBOX', kind: 'system' }] });
});

test('says that the person did not allow it', async () => {
  const refused = googleError(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
  await expect(runTool(gmail, listLabels, {}, [refused])).rejects.toMatchObject({
    kind: 'insufficient_scope',
    connectUrl: 'http://localhost:8787/connect',
  });
});
