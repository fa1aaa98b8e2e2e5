import { first, type Page, type Scenario } from './scenario';

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** Looks up what was said in the meetings of a month. */
export const granola: Scenario = async (call) => {
  const page = await call<Page>('list_notes', { created_after: daysAgo(60), created_before: daysAgo(-1), limit: 3 });
  await call('list_notes', { limit: 3, cursor: page.nextCursor });
  const { items } = await call<Page>('search_notes', { query: 'alder', created_after: daysAgo(90) });
  const note = first(items, 'note about Alder Farms');
  await call('get_note', { note_id: note.id });
  const said = await call<Page>('get_transcript', { note_id: note.id, limit: 3 });
  await call('get_transcript', { note_id: note.id, limit: 3, cursor: said.nextCursor });
  await call('list_folders');
  await call('meeting_metrics', { weeks: 6 });
};
