import { describe, expect, it } from 'vitest';
import {
  INTEGRATION_STATES,
  type IntegrationState,
  isUsable,
  needsReconnect,
  nextState,
  STATE_EVENTS,
  type StateEvent,
} from './integration-state';

/** Every state and every event, written down once more by hand. A dash: the event is refused or changes nothing. */
const TABLE = `
             authorize redirected  authorized unauthorized succeeded failed limited  expired revoked disconnected
PENDING      -         AUTHORIZING -          -            -         -      -        -       REVOKED DELETED
AUTHORIZING  PENDING   -           CONNECTED  PENDING      -         -      -        -       REVOKED DELETED
CONNECTED    PENDING   -           -          -            ACTIVE    ERROR  DEGRADED EXPIRED REVOKED DELETED
ACTIVE       PENDING   -           -          -            -         ERROR  DEGRADED EXPIRED REVOKED DELETED
ERROR        PENDING   -           -          -            ACTIVE    -      DEGRADED EXPIRED REVOKED DELETED
DEGRADED     PENDING   -           -          -            ACTIVE    ERROR  -        EXPIRED REVOKED DELETED
REVOKED      PENDING   -           -          -            -         -      -        -       -       DELETED
EXPIRED      PENDING   -           -          -            -         -      -        -       REVOKED DELETED
DELETED      -         -           -          -            -         -      -        -       -       -
`;

const [events = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));
const expected = rows.flatMap(([state, ...nexts]) => nexts.map((next, at) => [state, events[at], next]));

describe('the state machine of an integration', () => {
  it('knows exactly the nine states and ten events of the table', () => {
    expect(rows.map(([state]) => state)).toEqual([...INTEGRATION_STATES]);
    expect(events).toEqual([...STATE_EVENTS]);
    expect(expected).toHaveLength(90);
  });

  it('answers every event in every state as the table says', () => {
    const actual = INTEGRATION_STATES.flatMap((state) =>
      STATE_EVENTS.map((event) => [state, event, nextState(state, event) ?? '-']),
    );
    expect(actual).toEqual(expected);
  });

  it('never leaves DELETED', () => {
    expect(STATE_EVENTS.map((event) => nextState('DELETED', event))).toEqual(STATE_EVENTS.map(() => undefined));
  });

  it.each(INTEGRATION_STATES.filter((state) => state !== 'DELETED'))('%s can be disconnected', (state) => {
    expect(nextState(state, 'disconnected')).toBe('DELETED');
  });

  const walks: [string, IntegrationState, StateEvent[], IntegrationState[]][] = [
    ['a temporary failure', 'ACTIVE', ['failed', 'succeeded'], ['ERROR', 'ACTIVE']],
    ['a rate limit', 'ACTIVE', ['limited', 'succeeded'], ['DEGRADED', 'ACTIVE']],
    [
      'an expired token',
      'ACTIVE',
      ['expired', 'authorize', 'redirected', 'authorized', 'succeeded'],
      ['EXPIRED', 'PENDING', 'AUTHORIZING', 'CONNECTED', 'ACTIVE'],
    ],
    [
      'a withdrawn grant',
      'DEGRADED',
      ['revoked', 'authorize', 'redirected', 'unauthorized', 'redirected', 'authorized', 'succeeded'],
      ['REVOKED', 'PENDING', 'AUTHORIZING', 'PENDING', 'AUTHORIZING', 'CONNECTED', 'ACTIVE'],
    ],
  ];
  it.each(walks)('recovers from %s', (_name, start, happens, states) => {
    let state = start;
    expect(happens.map((event) => (state = nextState(state, event) ?? state))).toEqual(states);
  });

  it('sends calls only in states with good tokens, and asks for a person in the other live ones', () => {
    expect(INTEGRATION_STATES.filter(isUsable)).toEqual(['CONNECTED', 'ACTIVE', 'ERROR', 'DEGRADED']);
    expect(INTEGRATION_STATES.filter(needsReconnect)).toEqual(['PENDING', 'AUTHORIZING', 'REVOKED', 'EXPIRED']);
  });
});
