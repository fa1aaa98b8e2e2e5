import { beforeEach, describe, expect, it } from 'vitest';
import { accessOf, api, control, freshWorld, signIn, zoom } from '../test-support';

let maren = '';

beforeEach(async () => {
  await freshWorld();
  maren = accessOf(await signIn('zoom', 'maren'));
});

interface Meeting {
  id: number;
  uuid: string;
  topic: string;
  start_time: string;
}
interface RecordingFile {
  file_type: string;
  download_url: string;
}

const twice = (text: string) => encodeURIComponent(encodeURIComponent(text));
const meetingsOf = async (type: string) =>
  (await zoom(`users/me/meetings?type=${type}`, maren)).body.meetings as Meeting[];
const review = async () =>
  (await meetingsOf('previous_meetings')).find(({ topic }) => topic === 'Brackwater rollout review');

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

describe('lists', () => {
  it('pages with tokens that belong to one list and grow old', async () => {
    const seen: string[] = [];
    let token = '';
    do {
      const { body } = await zoom(`users/me/meetings?type=scheduled&page_size=4&next_page_token=${token}`, maren);
      seen.push(...(body.meetings as Meeting[]).map(({ id, start_time: at }) => `${id} ${at}`));
      expect(body.total_records).toBeGreaterThan(8);
      token = String(body.next_page_token);
    } while (token);
    expect(new Set(seen).size).toBe(seen.length);
    const { body } = await zoom('users/me/meetings?page_size=2', maren);
    const given = String(body.next_page_token);
    expect((await zoom(`users/me/meetings?type=upcoming&next_page_token=${given}`, maren)).body.code).toBe(300);
    await control('clock', { offset_s: 16 * 60 });
    expect((await zoom(`users/me/meetings?page_size=2&next_page_token=${given}`, maren)).body.code).toBe(300);
  });

  it('knows what is ahead and what is over', async () => {
    const now = new Date().toISOString();
    expect((await meetingsOf('upcoming')).every(({ start_time: at }) => at > now.slice(0, 11))).toBe(true);
    expect((await meetingsOf('previous_meetings')).every(({ start_time: at }) => at < now)).toBe(true);
    expect(await meetingsOf('live')).toEqual([]);
    expect((await zoom('users/me/meetings?type=some', maren)).body).toMatchObject({ code: 300 });
  });

  it('lists recordings of at most a month', async () => {
    const { body } = await zoom(`users/me/recordings?from=${day(-30)}&to=${day(0)}`, maren);
    expect((body.meetings as Meeting[]).map(({ topic }) => topic)).toContain('Brackwater rollout review');
    expect((await zoom(`users/me/recordings?from=${day(-60)}&to=${day(0)}`, maren)).body.code).toBe(300);
    expect((await zoom(`users/me/recordings?from=yesterday`, maren)).body).toMatchObject({
      errors: [{ field: 'from' }],
    });
  });
});

describe('what took place', () => {
  it('is found by number or by UUID, which has to be encoded twice when it holds slashes', async () => {
    const { id, uuid } = (await review()) ?? { id: 0, uuid: '' };
    expect(uuid.startsWith('/')).toBe(true);
    for (const name of [String(id), twice(uuid)]) {
      const { body } = await zoom(`past_meetings/${name}/participants?page_size=300`, maren);
      expect((body.participants as { name: string }[]).map(({ name: who }) => who)).toContain('Ruth Calder');
    }
    expect((await zoom(`past_meetings/${encodeURIComponent(uuid)}`, maren)).body.code).toBe(3001);
    expect((await zoom(`past_meetings/${id}/instances`, maren)).body.meetings).toHaveLength(1);
    expect((await zoom(`meetings/${twice(uuid)}/meeting_summary`, maren)).body.next_steps).toHaveLength(3);
  });

  it('has a transcript to download with the bearer', async () => {
    const { uuid } = (await review()) ?? { uuid: '' };
    const { body } = await zoom(`meetings/${twice(uuid)}/recordings`, maren);
    const file = (body.recording_files as RecordingFile[]).find(({ file_type: type }) => type === 'TRANSCRIPT');
    expect(file?.download_url).toMatch(/^https:\/\/zoom\.us\/rec\/download\//);
    const path = file?.download_url.replace('https://', '') ?? '';
    const vtt = await api(path, maren);
    expect(String(vtt.body.text)).toMatch(/^WEBVTT\r\n\r\n1\r\n00:00:04\.000 --> [\d:.]+\r\nMaren Holt: /);
    expect(String(vtt.body.text)).toContain('Priya Raman: The fix is part of firmware 4.2.');
    expect((await api(path, 'nobody')).status).toBe(401);
    const priya = accessOf(await signIn('zoom', 'priya'));
    expect((await api(path, priya)).status).toBe(404);
  });

  it('says when there is no recording', async () => {
    const other = (await meetingsOf('previous_meetings')).find(({ topic }) => topic === 'Maren and Priya');
    expect((await zoom(`meetings/${other?.id}/recordings`, maren)).body.code).toBe(3301);
  });
});

describe('changing meetings', () => {
  it('creates, changes and deletes', async () => {
    const made = await zoom('users/me/meetings', maren, 'POST', {
      topic: 'Calibration at Alder Farms',
      type: 2,
      start_time: '2030-07-01T10:00:00',
      timezone: 'Europe/Stockholm',
      duration: 45,
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ start_time: '2030-07-01T08:00:00Z', duration: 45, type: 2 });
    const path = `meetings/${String(made.body.id)}`;
    expect((await zoom(path, maren, 'PATCH', { agenda: 'Two sites', start_time: '2030-07-02T09:00:00Z' })).status).toBe(
      204,
    );
    expect((await zoom(path, maren)).body).toMatchObject({ agenda: 'Two sites', start_time: '2030-07-02T09:00:00Z' });
    expect(String((await zoom(`${path}/invitation`, maren)).body.invitation)).toContain('Calibration at Alder Farms');
    expect((await zoom(path, maren, 'DELETE')).status).toBe(204);
    expect((await zoom(path, maren)).body).toEqual({
      code: 3001,
      message: `Meeting does not exist: ${String(made.body.id)}.`,
    });
  });

  it('names the field it does not understand', async () => {
    const refused = async (body: unknown) => (await zoom('users/me/meetings', maren, 'POST', body)).body;
    const field = (name: string) => ({ code: 300, errors: [{ field: name, message: 'Invalid field.' }] });
    expect(await refused({ type: 7 })).toMatchObject(field('type'));
    expect(await refused({ start_time: 'tomorrow' })).toMatchObject(field('start_time'));
    expect(await refused({ timezone: 'Mars/Olympus' })).toMatchObject(field('timezone'));
    expect(await refused({ type: 8 })).toMatchObject(field('recurrence'));
    expect(await refused({ topic: 'x'.repeat(201) })).toMatchObject(field('topic'));
  });

  it('repeats on the weekdays that are named, in the time zone of the meeting', async () => {
    const recurrence = { type: 2, repeat_interval: 1, weekly_days: '2,3,4,5,6', end_times: 3 };
    const wall = { start_time: '2027-03-04T23:30:00', timezone: 'America/New_York' };
    const { body } = await zoom('users/me/meetings', maren, 'POST', { type: 8, ...wall, recurrence });
    const dates = (body.occurrences as { start_time: string }[]).map((occurrence) => occurrence.start_time);
    expect(dates).toEqual(['2027-03-05T04:30:00Z', '2027-03-06T04:30:00Z', '2027-03-09T04:30:00Z']);
  });

  it('deletes one occurrence of a series', async () => {
    const weekly = (await meetingsOf('upcoming')).find(({ topic }) => topic === 'Larkfield weekly');
    const { occurrences } = (await zoom(`meetings/${weekly?.id}`, maren)).body as {
      occurrences: { occurrence_id: string }[];
    };
    const last = occurrences.at(-1)?.occurrence_id;
    expect((await zoom(`meetings/${weekly?.id}?occurrence_id=${last}`, maren, 'DELETE')).status).toBe(204);
    expect((await zoom(`meetings/${weekly?.id}?occurrence_id=${last}`, maren, 'DELETE')).status).toBe(404);
    expect((await zoom(`meetings/${weekly?.id}`, maren)).status).toBe(200);
  });
});

describe('access', () => {
  it('is for the own meetings and the granted scopes', async () => {
    const { id } = (await review()) ?? { id: 0 };
    const priya = accessOf(await signIn('zoom', 'priya', { scope: 'user:read:user meeting:read:meeting' }));
    expect((await zoom(`meetings/${id}`, priya)).body.code).toBe(3001);
    expect(await zoom('users/me/meetings', priya)).toMatchObject({ status: 400, body: { code: 4711 } });
    expect((await zoom('users/maren@larkfield.example', priya)).body.code).toBe(4711);
    expect((await zoom('users/nobody', priya)).body.code).toBe(1001);
    expect((await zoom('users/me', 'nobody')).body).toEqual({ code: 124, message: 'Invalid access token.' });
  });

  it('is limited per second, and per day for new meetings', async () => {
    await control('limits', { enabled: true });
    const one = await zoom('users/me', maren);
    expect(one.headers.get('x-ratelimit-category')).toBe('Light');
    expect(Number(one.headers.get('x-ratelimit-remaining'))).toBeLessThan(30);
    const many = await Promise.all(Array.from({ length: 60 }, () => zoom('users/me/meetings', maren)));
    expect(many.find(({ status }) => status === 429)?.body.code).toBe(429);
    let last = one;
    for (let made = 0; made < 101 && last.status !== 429; made += 1) {
      if (made % 25 === 24) await control('clock', { offset_s: made });
      last = await zoom('users/me/meetings', maren, 'POST', { topic: 'x' });
    }
    expect(last.status).toBe(429);
    expect(last.headers.get('x-ratelimit-type')).toBe('Daily-limit');
    expect(last.headers.get('retry-after')).toMatch(/^\d{4}-\d\d-\d\dT00:00:00/);
  });
});
