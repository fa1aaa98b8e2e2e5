import { type Call } from './kernel/call';
import { type Limits } from './kernel/limits';
import { type Store } from './kernel/store';
import { type Tokens } from './oauth/tokens';
import { fullName, person, STAFF, type PersonKey } from './world/people';

/** What a platform's handlers may use. */
export interface Sandbox {
  store: Store;
  tokens: Tokens;
  limits: Limits;
  /** Milliseconds, shifted by the control API's clock. */
  now: () => number;
  /** Midnight (UTC) of the day the company was seeded; every date in it is relative to this one. */
  anchor: number;
  /** Where people are sent back to and webhooks go. */
  seneschalUrl: string;
}

/** Somebody who has an account on a platform, as the consent page and the control API list them. */
export interface Account {
  person: PersonKey;
  /** The platform's own id of the account. */
  id: string;
  name: string;
  email: string;
  title: string;
}

export interface EventRequest {
  type: string;
  account: Account;
  data: Record<string, unknown>;
  /** A forged delivery changes nothing in the company. */
  forged: boolean;
  /** Seconds to shift the signed timestamp by. */
  skew: number;
  target: string;
}

/** A webhook as the platform would send it. `headers` sign the exact body; tampering happens after that. */
export interface Delivery {
  body: string;
  contentType: string;
  headers: (body: string) => Promise<Record<string, string>>;
  /** The header to tamper with where the signature does not cover the body. */
  signedBy?: string;
  /** The text in the body to tamper with where nothing else proves the delivery. */
  provenBy?: string;
}

export interface Platform {
  id: string;
  title: string;
  hosts: readonly string[];
  /** Raise it when the seeded documents change: a kept state is then seeded again for this platform. */
  version: number;
  accounts: () => Account[];
  seed: (sandbox: Sandbox) => void;
  handle: (call: Call, sandbox: Sandbox) => Response | Promise<Response>;
  /** How this platform words an error of the given HTTP status: the body of scripted faults without one. */
  failure: (status: number) => Response;
  /** The event types this platform can deliver, the first being the control page's choice. Empty without webhooks. */
  eventTypes: readonly string[];
  event: (request: EventRequest, sandbox: Sandbox) => Delivery | Promise<Delivery>;
  /**
   * Where this person's deliveries go, on a platform that is told an address by each account; undefined where it was not told yet.
   * Absent on a platform that has one address for all.
   */
  target?: (account: Account, sandbox: Sandbox) => string | undefined;
}

/** The company's own people, as every platform has them; only the ids differ. */
export const staffAccounts = (idOf: (key: PersonKey) => string): Account[] =>
  STAFF.map((key) => {
    const someone = person(key);
    return { person: key, id: idOf(key), name: fullName(someone), email: someone.email, title: someone.title };
  });
