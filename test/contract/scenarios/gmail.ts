import { first, type Page, type Scenario } from './scenario';

/** A morning with the mail: search, read, sort, answer, tidy up. */
export const gmail: Scenario = async (call) => {
  const { email } = await call<{ email: string }>('get_profile');
  const found = await call<Page>('search_messages', { query: 'in:inbox', limit: 2 });
  await call('search_messages', { query: 'in:inbox', limit: 2, cursor: found.nextCursor });
  const message = first(found.items, 'message');
  await call('get_message', { message_id: message.id });
  await call('get_thread', { thread_id: message['threadId'], limit: 2 });
  const { items: attached } = await call<Page>('search_messages', { query: 'has:attachment', limit: 1 });
  const carrier = await call('get_message', { message_id: first(attached, 'message with an attachment').id });
  const [attachment] = (carrier['attachments'] ?? []) as { id: string }[];
  await call('get_attachment', { message_id: carrier.id, attachment_id: attachment?.id });

  await call('list_labels', { limit: 100 });
  const label = await call('create_label', { name: `Contract ${Date.now()}` });
  await call('modify_labels', { message_ids: [message.id], add_label_ids: [label.id], remove_label_ids: ['UNREAD'] });
  const ids = found.items.map(({ id }) => id);
  await call('modify_labels', { message_ids: ids, add_label_ids: ['STARRED'], remove_label_ids: [label.id] });
  await call('modify_labels', { message_ids: ids, whole_thread: true, add_label_ids: ['IMPORTANT'] });

  const letter = {
    to: ['Ada Lovelace <ada@example.com>'],
    cc: [email],
    subject: 'Größe & date',
    body: 'Line one\nLine two',
  };
  const sent = await call('send_message', { ...letter, html: '<p>Line one</p>' });
  await call('send_message', { to: ['ada@example.com'], body: 'And one more thing', reply_to_message_id: sent.id });
  const draft = await call<{ draftId: string }>('create_draft', letter);
  await call('list_drafts', { limit: 5 });
  await call('update_draft', { draft_id: draft.draftId, ...letter, body: 'Better' });
  await call('send_draft', { draft_id: draft.draftId });
  const other = await call<{ draftId: string }>('create_draft', { ...letter, reply_to_message_id: message.id });
  await call('delete_draft', { draft_id: other.draftId });
  for (const whole of [false, true]) {
    await call('trash_message', { message_id: message.id, whole_thread: whole });
    await call('untrash_message', { message_id: message.id, whole_thread: whole });
  }
};
