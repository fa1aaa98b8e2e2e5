import { beforeAll, describe, expect, it } from 'vitest';
import { accessOf, freshWorld, gmail, signIn } from '../test-support';

let bearer = '';

beforeAll(async () => {
  await freshWorld();
  bearer = accessOf(await signIn('gmail', 'maren'));
});

interface Header {
  name: string;
  value: string;
}

/** Subject and sender of everything a query finds, newest first. */
async function found(query: string, more = ''): Promise<string[]> {
  const list = await gmail(`messages?q=${encodeURIComponent(query)}${more}`, bearer);
  const messages = (list.body.messages ?? []) as { id: string }[];
  return Promise.all(
    messages.map(async ({ id }) => {
      const { body } = await gmail(
        `messages/${id}?format=metadata&metadataHeaders=Subject&metadataHeaders=From`,
        bearer,
      );
      const headers = (body.payload as { headers: Header[] }).headers;
      const value = (wanted: string) => headers.find(({ name }) => name === wanted)?.value ?? '';
      return `${value('From').split(' ')[0]}: ${value('Subject')}`;
    }),
  );
}

describe('Gmail search', () => {
  it('finds senders and recipients', async () => {
    expect(await found('from:emil')).toEqual([]);
    expect(await found('from:hannah')).toEqual([
      'Hannah: Re: Application: Field Engineer',
      'Hannah: Application: Field Engineer',
    ]);
    expect(await found('from:hannah.brandt@postbox.example has:attachment')).toEqual([
      'Hannah: Application: Field Engineer',
    ]);
    expect(await found('from:me to:sofia')).toEqual([
      'Maren: Re: Renewal for the coming year',
      'Maren: Re: Late readings this morning',
      'Maren: Late readings this morning',
    ]);
  });

  it('finds words, phrases and what is left without them', async () => {
    expect(await found('"soak test"')).toContain('Priya: Soak test of 4.2');
    expect(await found('"test soak"')).toEqual([]);
    expect(await found('tomas subject:lunch')).toEqual(['Tomás: Re: Lunch on Thursday?', 'Aiko: Lunch on Thursday?']);
    expect(await found('subject:lunch -from:aiko')).toEqual(['Tomás: Re: Lunch on Thursday?']);
    expect(await found('lunc')).toEqual([]);
  });

  it('finds by label, state and attachment', async () => {
    expect(await found('label:customers-brackwater is:unread')).toEqual([
      'Ruth: Re: Brackwater rollout: next steps',
      'Ruth: Re: Brackwater rollout: next steps',
    ]);
    expect(await found('label:"Follow up" has:attachment')).toEqual(['Jonas: Quote Q-2031 for 240 sensors']);
    expect(await found('filename:csv')).toEqual(['Aiko: Cash plan until summer']);
    expect(await found('in:sent subject:soak')).toEqual(['Maren: Re: Soak test of 4.2']);
    expect(await found('is:starred in:inbox')).toHaveLength(2);
    expect(await found('category:promotions')).toEqual(['Sensor: Sensor Weekly: what rain does to microwave links']);
    expect(await found('in:drafts')).toEqual(['Maren: Re: Renewal for the coming year']);
  });

  it('looks into spam and trash only when told to', async () => {
    expect(await found('parcel')).toEqual([]);
    expect(await found('in:spam')).toEqual(['Parcel: Your parcel is waiting for a small payment']);
    expect(await found('in:anywhere parcel')).toHaveLength(1);
    expect(await found('parcel', '&includeSpamTrash=true')).toHaveLength(1);
  });

  it('finds by date', async () => {
    const all = await found('in:anywhere');
    const recent = await found('in:anywhere newer_than:4d');
    const old = await found('in:anywhere older_than:4d');
    expect(recent.length + old.length).toBe(all.length);
    expect(recent.length).toBeGreaterThan(5);
    expect(await found('after:2100/01/01')).toEqual([]);
    expect(await found('before:2000-01-01')).toEqual([]);
    expect(await found(`in:anywhere after:${Math.floor(Date.now() / 1000) - 4 * 86_400}`)).toEqual(recent);
  });

  it('takes alternatives and groups', async () => {
    const either = await found('from:hannah OR filename:csv');
    expect(either).toHaveLength(3);
    expect(await found('{from:hannah filename:csv}')).toEqual(either);
    expect(await found('from:(hannah OR aiko) has:attachment')).toHaveLength(2);
    expect(await found('(from:hannah OR filename:csv) -subject:cash')).toHaveLength(2);
  });

  it('finds whatever it can in what is no query', async () => {
    for (const query of ['(((', ')', '-', 'OR', 'from:', '"', 'has:nothing', 'after:soon']) {
      expect((await gmail(`messages?q=${encodeURIComponent(query)}`, bearer)).status).toBe(200);
    }
  });
});
