import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { gmail } from '..';
import { gmailMessage, googleError } from '../fixtures/messages';
import { modifyLabels } from './modify-labels';

const ID = '18c2f0a1b2c3d4e5';
const OTHER = '18c2f0a1b2c3d4e6';

test('changes the labels of a message', async () => {
  const args = { message_ids: [ID], add_label_ids: ['STARRED', 'Label_12'], remove_label_ids: ['UNREAD'] };
  const { result, calls } = await runTool(gmail, modifyLabels, args, [
    { body: { id: ID, threadId: 't1', labelIds: ['STARRED'] } },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "json": {
          "addLabelIds": [
            "STARRED",
            "Label_12",
          ],
          "removeLabelIds": [
            "UNREAD",
          ],
        },
        "method": "POST",
        "path": "/messages/18c2f0a1b2c3d4e5/modify",
      },
    ]
  `);
  expect(result).toEqual({ changed: 1 });
});

test('changes many messages at once, each of them once', async () => {
  const args = { message_ids: [ID, OTHER, ID], remove_label_ids: ['INBOX'] };
  const { result, calls } = await runTool(gmail, modifyLabels, args, [{ status: 204, body: null }]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "json": {
          "addLabelIds": [],
          "ids": [
            "18c2f0a1b2c3d4e5",
            "18c2f0a1b2c3d4e6",
          ],
          "removeLabelIds": [
            "INBOX",
          ],
        },
        "method": "POST",
        "path": "/messages/batchModify",
      },
    ]
  `);
  expect(result).toEqual({ changed: 2 });
});

test('changes whole threads, each of them once', async () => {
  const args = { message_ids: [ID, OTHER], whole_thread: true, remove_label_ids: ['INBOX'] };
  const { result, calls } = await runTool(gmail, modifyLabels, args, [
    { body: gmailMessage({}, {}, { id: ID, threadId: 't1' }) },
    { body: gmailMessage({}, {}, { id: OTHER, threadId: 't1' }) },
    { body: { id: 't1', messages: [{ id: ID }, { id: OTHER }, { id: 'm3' }] } },
  ]);
  expect(calls).toMatchInlineSnapshot(`
    [
      {
        "method": "GET",
        "path": "/messages/18c2f0a1b2c3d4e5",
        "query": {
          "format": "minimal",
        },
      },
      {
        "method": "GET",
        "path": "/messages/18c2f0a1b2c3d4e6",
        "query": {
          "format": "minimal",
        },
      },
      {
        "json": {
          "addLabelIds": [],
          "removeLabelIds": [
            "INBOX",
          ],
        },
        "method": "POST",
        "path": "/threads/t1/modify",
      },
    ]
  `);
  expect(result).toEqual({ changed: 3 });
});

test.each([
  [{ message_ids: [ID] }, 'Give at least one label id in add_label_ids or remove_label_ids.'],
  [{ message_ids: [], add_label_ids: ['STARRED'] }, 'message_ids: '],
  [{ message_ids: Array.from({ length: 101 }, () => ID), add_label_ids: ['STARRED'] }, '100'],
  [
    { message_ids: [ID], add_label_ids: ['My label'] },
    'add_label_ids.0: must be a label id such as INBOX or Label_12.',
  ],
])('refuses %#', async (args, message) => {
  await expect(runTool(gmail, modifyLabels, args, [])).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining(message) as unknown,
  });
});

test('says that a label is given by its id', async () => {
  const unknown = googleError(400, 'invalidArgument', 'Invalid label: Finance');
  await expect(
    runTool(gmail, modifyLabels, { message_ids: [ID], add_label_ids: ['Finance'] }, [unknown]),
  ).rejects.toMatchObject({
    kind: 'invalid_request',
    message: 'A label is given by its id. Call list_labels and use an id from there.',
  });
});
