/** The fictional company and the people its platforms have accounts for. Every platform projects from here. */
export const COMPANY = { name: 'Larkfield Sensors', domain: 'larkfield.example', slug: 'larkfield', city: 'Bristol' };

export const CUSTOMERS = {
  brackwater: { name: 'Brackwater Utilities', domain: 'brackwater.example' },
  alder: { name: 'Alder Farms', domain: 'alderfarms.example' },
} as const;

export interface Person {
  key: string;
  first: string;
  last: string;
  email: string;
  title: string;
  org: 'larkfield' | keyof typeof CUSTOMERS;
  timezone: string;
  phone: string;
  /** Owns the company's accounts: the first choice wherever somebody has to be chosen. */
  owner?: boolean;
  admin?: boolean;
}

export const PEOPLE = [
  {
    key: 'maren',
    first: 'Maren',
    last: 'Holt',
    email: 'maren@larkfield.example',
    title: 'Founder and CEO',
    org: 'larkfield',
    timezone: 'Europe/London',
    phone: '+441632960101',
    owner: true,
    admin: true,
  },
  {
    key: 'tomas',
    first: 'Tomás',
    last: 'Iglesias',
    email: 'tomas@larkfield.example',
    title: 'Head of Customer Success',
    org: 'larkfield',
    timezone: 'Europe/Madrid',
    phone: '+441632960102',
  },
  {
    key: 'priya',
    first: 'Priya',
    last: 'Raman',
    email: 'priya@larkfield.example',
    title: 'Head of Engineering',
    org: 'larkfield',
    timezone: 'Europe/London',
    phone: '+441632960103',
    admin: true,
  },
  {
    key: 'jonas',
    first: 'Jonas',
    last: 'Weidmann',
    email: 'jonas@larkfield.example',
    title: 'Account Executive',
    org: 'larkfield',
    timezone: 'Europe/Berlin',
    phone: '+441632960104',
  },
  {
    key: 'aiko',
    first: 'Aiko',
    last: 'Tanaka',
    email: 'aiko@larkfield.example',
    title: 'Finance and Operations',
    org: 'larkfield',
    timezone: 'Europe/London',
    phone: '+441632960105',
  },
  {
    key: 'ruth',
    first: 'Ruth',
    last: 'Calder',
    email: 'ruth.calder@brackwater.example',
    title: 'Head of Field Operations',
    org: 'brackwater',
    timezone: 'Europe/London',
    phone: '+441632960106',
  },
  {
    key: 'emil',
    first: 'Emil',
    last: 'Novák',
    email: 'emil.novak@brackwater.example',
    title: 'IT Manager',
    org: 'brackwater',
    timezone: 'Europe/Prague',
    phone: '+441632960107',
  },
  {
    key: 'sofia',
    first: 'Sofia',
    last: 'Lindqvist',
    email: 'sofia@alderfarms.example',
    title: 'Chief Operating Officer',
    org: 'alder',
    timezone: 'Europe/Stockholm',
    phone: '+441632960108',
  },
] as const satisfies readonly Person[];

export type PersonKey = (typeof PEOPLE)[number]['key'];

const BY_KEY = new Map<string, Person>(PEOPLE.map((person) => [person.key, person]));

export function person(key: PersonKey): Person {
  const found = BY_KEY.get(key);
  if (!found) throw new Error(`nobody is called ${key}`);
  return found;
}

export const fullName = (someone: Person): string => `${someone.first} ${someone.last}`;

/** The company's own people, the owner first: those who have accounts of their own. */
export const STAFF: readonly PersonKey[] = PEOPLE.filter((someone) => someone.org === 'larkfield').map(
  ({ key }) => key,
);

export const keyOfEmail = (email: string): PersonKey | undefined =>
  PEOPLE.find((someone) => someone.email === email.trim().toLowerCase())?.key;
