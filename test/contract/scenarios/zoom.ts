import { first, type Page, type Scenario } from './scenario';

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** A week of meetings: plan one and a series, change and cancel, then read up on what took place. */
export const zoom: Scenario = async (call) => {
  await call('get_user');
  const coming = { type: 'upcoming', from: daysAgo(0), to: daysAgo(-20), limit: 1 };
  const page = await call<Page>('list_meetings', coming);
  if (page.nextCursor !== undefined) await call('list_meetings', { ...coming, cursor: page.nextCursor });
  for (const type of ['live', 'scheduled', 'previous']) await call('list_meetings', { type });

  const planned = await call('create_meeting', {
    topic: 'Kick-off',
    start_time: `${daysAgo(-3)}T09:00:00+01:00`,
    duration_minutes: 45,
    timezone: 'Europe/Berlin',
    agenda: 'Who does what',
    passcode: 'a1-b2_c3',
    waiting_room: true,
    join_before_host: false,
    auto_recording: 'cloud',
    auto_summary: true,
  });
  await call('create_meeting', { topic: 'At once' });
  const series = await call('create_meeting', {
    topic: 'Weekly',
    start_time: `${daysAgo(-4)}T10:00:00`,
    timezone: 'Europe/Berlin',
    repeat: 'weekly',
    repeat_count: 3,
  });
  const dates = (series['occurrences'] ?? []) as { id: string }[];
  const changes = { topic: 'Kick-off, moved', start_time: `${daysAgo(-5)}T09:00:00Z`, waiting_room: false };
  await call('update_meeting', { meeting_id: planned.id, ...changes });
  await call('update_meeting', { meeting_id: series.id, occurrence_id: dates[0]?.id, duration_minutes: 20 });
  await call('get_meeting', { meeting_id: planned.id });
  await call('get_invitation', { meeting_id: planned.id });
  await call('delete_meeting', { meeting_id: series.id, occurrence_id: dates[1]?.id, notify: false });
  await call('delete_meeting', { meeting_id: planned.id, notify: true });

  const range = { from: daysAgo(25), to: daysAgo(0), limit: 100 };
  const { items: recordings } = await call<Page>('list_recordings', range);
  const { meetingNumber, uuid } = first(recordings, 'recording with a transcript', ({ files }) =>
    JSON.stringify(files).includes('TRANSCRIPT'),
  );
  await call('list_recordings', { ...range, meeting_id: meetingNumber });
  await call('get_recording', { meeting_id: uuid });
  await call('get_transcript', { meeting_id: uuid, limit: 5 });
  await call('get_past_meeting', { meeting_id: uuid });
  await call('list_past_instances', { meeting_id: meetingNumber });
  await call('list_participants', { meeting_id: uuid, limit: 2 });
  await call('get_meeting_summary', { meeting_id: uuid });
};
