import { type Call } from '../../kernel/call';
import { type Token } from '../../oauth/tokens';
import { type Sandbox } from '../../platform';
import { STAFF, type PersonKey } from '../../world/people';
import { refuse } from '../failure';
import { zoomUserId, type Rooms } from '../model';
import { person } from '../../world/people';

export type Category = 'Light' | 'Medium' | 'Heavy';

export interface Context {
  sandbox: Sandbox;
  rooms: Rooms;
  token: Token;
  /** Whom the token belongs to. */
  me: PersonKey;
}

export interface Operation {
  scope: string;
  category: Category;
  /** Counts against the limit of 100 created or changed meetings per user and day. */
  daily?: boolean;
  run: (call: Call, params: Record<string, string>, context: Context) => Response;
}

/** A user-managed app reaches its own user alone, by `me`, id or address. */
export function ownUser(given: string, { me }: Context): PersonKey {
  const mine = given === 'me' || given === zoomUserId(me) || given.toLowerCase() === person(me).email;
  if (mine) return me;
  const known = STAFF.some((key) => given === zoomUserId(key) || given.toLowerCase() === person(key).email);
  return known
    ? refuse(400, 4711, 'Invalid access token, does not contain scopes for other users of the account.')
    : refuse(404, 1001, `User does not exist: ${given}.`);
}
