import { upperId } from '../kernel/ids';
import { COMPANY, PEOPLE, STAFF, type PersonKey } from '../world/people';

export const TEAM_ID = upperId('T0', 'slack:team');
export const APP_ID = upperId('A0', 'slack:app');
export const BOT_ID = upperId('B0', 'slack:bot');
export const BOT_USER_ID = upperId('U0', 'slack:bot-user');
export const SLACKBOT_ID = 'USLACKBOT';
export const TEAM_URL = `https://${COMPANY.slug}.slack.com/`;

export const userId = (person: PersonKey): string => upperId('U0', `slack:user:${person}`);

const PERSON_OF_USER = new Map(STAFF.map((person) => [userId(person), person]));

export const personOfUser = (id: string): PersonKey | undefined => PERSON_OF_USER.get(id);

/** The short name a person has in Slack: plain letters, as its sign-up form makes it. */
export function handle(person: PersonKey): string {
  const first = PEOPLE.find(({ key }) => key === person)?.first ?? person;
  return first
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

export const channelId = (key: string): string => upperId(key.startsWith('dm-') ? 'D0' : 'C0', `slack:channel:${key}`);
