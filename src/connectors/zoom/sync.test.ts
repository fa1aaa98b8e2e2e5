import { describe, expect, test } from 'vitest';
import { type Recorded, runPage } from '../../../test/support/tool';
import { type SyncResource } from '../../core/sync';
import { zoom } from '.';
import { meetingsResource, recordingsResource, transcriptsResource } from './sync';

const UUID = '/2Kq7dlDQ//mVb3xQ0c9AA==';
const me: Recorded = { body: { id: 'u', email: 'ada@example.com', display_name: 'Ada Lovelace' } };
const HOST = 'Ada Lovelace <ada@example.com>';
const empty: Recorded = { body: { meetings: [], next_page_token: '' } };

/** A cursor of a look that is at one list. */
const at = (list: string, more: object = {}) =>
  JSON.stringify({ known: {}, deepAt: 0, look: { deep: false, from: 0, lists: [list], seen: [], ...more } });
const run = (resource: SyncResource, cursor: string | undefined, answers: Recorded[]) =>
  runPage(zoom, resource, cursor, answers);

const recorded = (...files: object[]): Recorded => ({
  body: {
    meetings: [
      {
        uuid: UUID,
        id: 87412345678,
        topic: 'Review',
        start_time: '2026-11-15T14:00:00Z',
        duration: 42,
        share_url: 'https://zoom.us/rec/share/s1',
        recording_files: files,
      },
    ],
    next_page_token: '',
  },
});
const transcript = { file_type: 'TRANSCRIPT', download_url: 'https://zoom.us/rec/download/t1', status: 'completed' };
const vtt = (...cues: [string, string][]): Recorded => ({
  body: ['WEBVTT', ...cues.map(([time, text]) => `1\n${time} --> 09:00:00.000\n${text}`)].join('\n\n'),
});

describe('meetings', () => {
  test('are listed to come, and past in windows without a gap', async () => {
    let cursor: string | undefined;
    const asked: unknown[] = [];
    for (let done = false; !done;) {
      const page = await run(meetingsResource, cursor, [empty]);
      asked.push(page.calls[0]?.query);
      ({ cursor, done } = page);
    }
    expect(asked).toEqual([
      { type: 'upcoming', page_size: 30 },
      { type: 'previous_meetings', from: '2026-10-23', to: '2026-11-21', page_size: 30 },
      { type: 'previous_meetings', from: '2026-09-23', to: '2026-10-22', page_size: 30 },
      { type: 'previous_meetings', from: '2026-08-24', to: '2026-09-22', page_size: 30 },
      { type: 'previous_meetings', from: '2026-08-23', to: '2026-08-23', page_size: 30 },
    ]);
  });

  test('to come have a record for each date, rooms without a time none', async () => {
    const meeting = { id: 87412345678, topic: 'Weekly', agenda: 'Prices', join_url: 'https://zoom.us/j/8' };
    const answer = {
      meetings: [
        { ...meeting, start_time: '2026-11-22T09:00:00Z' },
        { ...meeting, type: 3 },
      ],
      next_page_token: 'more',
    };
    const page = await run(meetingsResource, at('upcoming'), [{ body: answer }, me]);
    expect(page.records).toEqual([
      {
        kind: 'meeting',
        externalId: 'planned:87412345678:2026-11-22T09:00:00Z',
        at: Date.parse('2026-11-22T09:00:00Z'),
        updatedAt: Date.parse('2026-11-22T09:00:00Z'),
        title: 'Weekly',
        text: 'Prices',
        people: [HOST],
        url: 'https://zoom.us/j/8',
        container: { id: '87412345678', name: 'Weekly' },
        ids: { meeting_id: '87412345678' },
      },
    ]);
    expect(page.done).toBe(false);
    expect(JSON.parse(page.cursor)).toMatchObject({ look: { token: 'more' } });
  });

  test('that were moved or called off go', async () => {
    const known = { 'planned:1:2026-11-22T09:00:00Z': Date.parse('2026-11-22T09:00:00Z') };
    const { look } = JSON.parse(at('upcoming')) as { look: object };
    const page = await run(meetingsResource, JSON.stringify({ known, deepAt: 0, look }), [empty]);
    expect(page).toMatchObject({ gone: ['planned:1:2026-11-22T09:00:00Z'], done: true });
  });

  test('past name everybody who was there, and do without where Zoom does not say', async () => {
    const held = (uuid: string) => ({ id: 1, uuid, topic: 'Review', start_time: '2026-11-15T14:00:00Z' });
    const page = await run(meetingsResource, at('2026-10-23/2026-11-21'), [
      { body: { meetings: [held(UUID), held('old==')] } },
      me,
      { body: { participants: [{ name: 'Ruth' }, { name: 'Ruth' }, { name: 'Bob', user_email: 'bob@example.com' }] } },
      { status: 400, body: { code: 200, message: 'Only available for Paid account' } },
    ]);
    expect(page.calls[2]?.path).toBe('/past_meetings/%252F2Kq7dlDQ%252F%252FmVb3xQ0c9AA%253D%253D/participants');
    expect(page.records).toMatchObject([
      { externalId: `held:${UUID}`, people: [HOST, 'Ruth', 'Bob <bob@example.com>'], ids: { meeting_id: UUID } },
      { externalId: 'held:old==', people: [HOST] },
    ]);
  });
});

describe('recordings', () => {
  test('say what there is and where to watch it', async () => {
    const files = [{ file_type: 'MP4', recording_type: 'active_speaker' }, { file_type: 'TIMELINE' }, transcript];
    const page = await run(recordingsResource, at('2026-10-23/2026-11-21'), [recorded(...files), me]);
    expect(page.calls[0]).toMatchObject({
      path: '/users/me/recordings',
      query: { from: '2026-10-23', to: '2026-11-21', page_size: 30 },
    });
    expect(page.records).toMatchObject([
      {
        kind: 'recording',
        externalId: `recording:${UUID}`,
        title: 'Review',
        text: '42 minutes, active speaker, TIMELINE, TRANSCRIPT',
        people: [HOST],
        url: 'https://zoom.us/rec/share/s1',
        ids: { meeting_id: UUID },
      },
    ]);
  });
});

describe('transcripts', () => {
  const read = (...answers: Recorded[]) => run(transcriptsResource, at('2026-10-23/2026-11-21'), answers);

  test('are kept as what was said by whom', async () => {
    const said = vtt(['00:00:04.000', 'Ada Lovelace: Welcome.'], ['00:00:09.500', 'Bob: Thanks &amp; hello.']);
    const page = await read(recorded(transcript), said, me);
    expect(page.records).toMatchObject([
      {
        kind: 'transcript',
        externalId: `transcript:${UUID}:0`,
        at: Date.parse('2026-11-15T14:00:04Z'),
        title: 'Review',
        text: 'Ada Lovelace: Welcome.\nBob: Thanks & hello.',
        people: [HOST, 'Bob'],
        container: { id: `transcript:${UUID}`, name: 'Review' },
        ids: { meeting_id: UUID },
      },
    ]);
  });

  test('that are long come in parts, each at its time', async () => {
    const long = 'word '.repeat(280).trim();
    const said = vtt(...Array.from({ length: 8 }, (_, n): [string, string] => [`00:0${n}:00.000`, `P${n}: ${long}`]));
    const { records } = await read(recorded(transcript), said, me);
    expect(records.map(({ title, at: time }) => [title, new Date(time).toISOString()])).toEqual([
      ['Review (part 1 of 2)', '2026-11-15T14:00:00.000Z'],
      ['Review (part 2 of 2)', '2026-11-15T14:05:00.000Z'],
    ]);
    expect(
      records
        .map(({ text }) => text)
        .join('\n')
        .match(/word/g),
    ).toHaveLength(8 * 280);
  });

  test.each([
    ['is still written', [recorded({ ...transcript, status: 'processing' })]],
    ['was never written', [recorded({ file_type: 'MP4' })]],
    ['nobody may download', [recorded(transcript), { status: 403, body: '<html>' }]],
    ['is a page to sign in', [recorded(transcript), { body: '<html>' }]],
  ])('one that %s holds up nothing, and is asked for again', async (_, answers: Recorded[]) => {
    const page = await read(...answers, me);
    expect(page).toMatchObject({ records: [], done: true });
    expect(JSON.parse(page.cursor)).toMatchObject({ known: {} });
  });

  test('stop at what is no fault of a recording', async () => {
    const limited = { status: 429, body: { code: 429, message: 'You have reached the limit.' } };
    await expect(read(recorded(transcript), limited)).rejects.toMatchObject({ kind: 'rate_limited' });
  });
});
