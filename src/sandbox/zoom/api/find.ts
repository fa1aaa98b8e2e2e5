import { decodeOnce } from '../../kernel/router';
import { noMeeting } from '../failure';
import { type StoredInstance, type StoredMeeting } from '../model';
import { type Context } from './operation';

/** A meeting by its number. Somebody else's does not exist for this token. */
export function ownMeeting(given: string, { rooms, me }: Context): StoredMeeting {
  const number = given.replace(/[ -]/g, '');
  const meeting = /^\d{9,12}$/.test(number) ? rooms.meetings.get(me, number) : undefined;
  return meeting ?? noMeeting(given);
}

/**
 * An instance by UUID, or the last one of a meeting number. The router has decoded once; a UUID that begins with a slash or
 * holds two has to arrive encoded twice, or the real service does not find it.
 */
export function ownInstance(given: string, { rooms, me }: Context): StoredInstance {
  const past = rooms.past(me);
  if (/^\d{9,12}$/.test(given)) {
    return past.findLast(({ meetingId }) => String(meetingId) === given) ?? noMeeting(given);
  }
  const awkward = (uuid: string) => uuid.startsWith('/') || uuid.includes('//');
  const twice = decodeOnce(given) ?? given;
  const found = past.find(({ uuid }) =>
    awkward(uuid) ? uuid === twice && twice !== given : uuid === given || uuid === twice,
  );
  return found ?? noMeeting(given);
}
