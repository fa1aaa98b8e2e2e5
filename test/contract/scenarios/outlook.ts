import { first, type Page, type Scenario } from './scenario';

/** A morning with the mail: search, read, sort, answer, tidy up. */
export const outlook: Scenario = async (call) => {
  const { email } = await call<{ email: string }>('get_profile');
  const found = await call<Page>('search_messages', { folder_id: 'inbox', limit: 2 });
  await call('search_messages', { folder_id: 'inbox', limit: 2, cursor: found.nextCursor });
  await call('search_messages', { unread: true, received_after: '2020-01-01' });
  await call('search_messages', { query: 'from:ruth AND subject:rollout', received_after: '2020-01-01' });
  const message = first(found.items, 'message');
  await call('get_message', { message_id: message.id });
  await call('get_conversation', { message_id: message.id, limit: 2 });
  const { items: attached } = await call<Page>('search_messages', { query: 'hasattachments:true', limit: 1 });
  const carrier = await call('get_message', { message_id: first(attached, 'message with an attachment').id });
  const [attachment] = (carrier['attachments'] ?? []) as { id: string }[];
  await call('get_attachment', { message_id: carrier.id, attachment_id: attachment?.id });

  const { items: folders } = await call<Page>('list_folders', { limit: 100 });
  await call('list_folders', { parent_id: first(folders, 'folder with folders', (item) => 'folders' in item).id });
  const folder = await call('create_folder', { name: `Contract ${Date.now()}` });
  await call('create_folder', { name: 'Inside', parent_id: folder.id });
  const ids = found.items.map(({ id }) => id);
  await call('update_message', { message_ids: ids, read: true, flagged: true, categories: ['Contract'] });
  await call('move_message', { message_ids: ids, folder_id: folder.id });
  await call('trash_message', { message_ids: ids });
  await call('move_message', { message_ids: ids, folder_id: 'inbox' });

  const letter = {
    to: ['Ada Lovelace <ada@example.com>'],
    cc: [email],
    subject: 'Größe & date',
    body: 'Line one\nLine two',
  };
  const sent = await call('send_message', letter);
  await call('send_message', { body: '<p>And one more thing</p>', format: 'html', reply_to_message_id: sent.id });
  const draft = await call('create_draft', letter);
  await call('update_draft', { message_id: draft.id, body: 'Better' });
  await call('send_draft', { message_id: draft.id });
  const other = await call('create_draft', { body: 'Yes.', reply_to_message_id: message.id, reply_to_all: true });
  await call('trash_message', { message_ids: [other.id] });
  await call('forward_message', { message_id: message.id, to: ['ada@example.com'], comment: 'See below.' });
};
