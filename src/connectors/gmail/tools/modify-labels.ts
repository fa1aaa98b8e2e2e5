import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { path } from '../../../core/path';
import { type PlatformApi } from '../../../core/platform-call';
import { inParallel, write } from '../client';
import { threadOf } from '../mailbox';
import { id, labelId } from '../schema';

const labels = (what: string) => z.array(labelId).max(100).default([]).describe(what);

const answer = z.object({ id: z.string(), messages: z.array(z.unknown()).default([]) });

export const modifyLabels = defineTool({
  name: 'modify_labels',
  title: 'Change labels',
  description:
    'Add and remove labels on messages, or on the whole threads they are in. Archive: remove INBOX. Mark as read: remove UNREAD. Star: add STARRED. Report spam: add SPAM, remove INBOX. list_labels has the ids of the person’s own.',
  input: z.strictObject({
    message_ids: z.array(id).min(1).max(100).describe('From search_messages.'),
    whole_thread: z.boolean().default(false).describe('All messages of their threads?'),
    add_label_ids: labels('Label ids to add.'),
    remove_label_ids: labels('Label ids to remove.'),
  }),
  output: z.object({ changed: z.number().describe('Messages.') }),
  effect: 'write',
  idempotent: true,
  scopes: ['gmail:write'],
  handler: async (input, context) => {
    const { add_label_ids: add, remove_label_ids: remove } = input;
    if (add.length + remove.length === 0) {
      throw invalidRequest('Give at least one label id in add_label_ids or remove_label_ids.');
    }
    const change = { addLabelIds: add, removeLabelIds: remove };
    const ids = [...new Set(input.message_ids)];
    const api = context.integration();
    return {
      changed: input.whole_thread ? await changeThreads(api, ids, change) : await changeMessages(api, ids, change),
    };
  },
});

async function changeMessages(api: PlatformApi, ids: string[], change: object): Promise<number> {
  const [first = ''] = ids;
  if (ids.length === 1) await write(api, path`/messages/${first}/modify`, change, answer);
  else await write(api, path`/messages/batchModify`, { ids, ...change }, z.null(), { cost: 'heavy' });
  return ids.length;
}

async function changeThreads(api: PlatformApi, ids: string[], change: object): Promise<number> {
  const threads = [...new Set(await inParallel(ids, (message) => threadOf(api, message)))];
  const changed = await inParallel(threads, (thread) =>
    write(api, path`/threads/${thread}/modify`, change, answer, { cost: 'message' }),
  );
  return changed.reduce((sum, { messages }) => sum + messages.length, 0);
}
