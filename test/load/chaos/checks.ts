import { type Ledger, markersIn } from './ledger.ts';
import { type Stored } from './stored.ts';
import { type Passed } from './wire.ts';

/** A promise, how much of it was looked at, and where it was broken. */
export interface Finding {
  promise: string;
  looked: number;
  broken: string[];
}

export interface Evidence {
  ledger: Ledger;
  passed: Passed[];
  stored: Stored;
}

export const judge = (evidence: Evidence): Finding[] => [
  handledOnce(evidence),
  effectsOnce(evidence),
  keysAnswerOnce(evidence),
  refreshedOnce(evidence),
  peopleSpared(evidence),
  gapFree(evidence),
  directoryAgrees(evidence),
  jobsEnded(evidence),
];

function handledOnce({ ledger, stored }: Evidence): Finding {
  const handled = new Map<string, number>();
  for (const { type, data } of stored.events) {
    if (type !== 'webhook.received') continue;
    const id = String(data['deliveryId']);
    handled.set(id, (handled.get(id) ?? 0) + 1);
  }
  const broken = [...ledger.accepted.keys()].flatMap((name) => {
    const id = name.slice(name.indexOf(' ') + 1);
    const times = handled.get(id) ?? 0;
    const status = stored.deliveries.find(({ deliveryId }) => deliveryId === id)?.status ?? 'not stored';
    return times === 1 && status === 'handled' ? [] : [`${name}: handled ${times} times, ${status}`];
  });
  return {
    promise: 'every webhook that was answered 200 is handled exactly once',
    looked: ledger.accepted.size,
    broken,
  };
}

/** Did the platform do it? Slack refuses with status 200. */
const carriedOut = ({ method, status, answer }: Passed): boolean =>
  method === 'POST' && status >= 200 && status < 300 && !/^\s*\{\s*"ok"\s*:\s*false/.test(answer);

function effectsOnce({ ledger, passed }: Evidence): Finding {
  const happened = new Map<string, number>();
  for (const request of passed.filter(carriedOut)) {
    for (const marker of markersIn(request.body)) happened.set(marker, (happened.get(marker) ?? 0) + 1);
  }
  const broken = ledger.effects.flatMap(({ marker, tool, told }) => {
    const times = happened.get(marker) ?? 0;
    const fits = told === 'done' ? times === 1 : told === 'refused' ? times === 0 : times <= 1;
    return fits ? [] : [`${tool} ${marker}: happened ${times} times, its caller was told: ${told}`];
  });
  const promise = 'no effect is repeated, and each happened as its caller was told';
  return { promise, looked: ledger.effects.length, broken };
}

function keysAnswerOnce({ ledger }: Evidence): Finding {
  const keyed = ledger.effects.filter((effect) => effect.keyed);
  const broken = keyed
    .filter(({ results }) => results.size > 1)
    .map(({ tool, marker, results }) => `${tool} ${marker}: ${results.size} different results`);
  return { promise: 'a key answers its first result', looked: keyed.length, broken };
}

/** Platforms whose refresh tokens are spent by their use. */
const ROTATING = /^\/(slack\.com\/api\/oauth\.v2\.access|zoom\.us\/oauth\/token)/;

interface Sending {
  request: Passed;
  token: string;
}

function refreshes(passed: readonly Passed[]): Sending[] {
  return passed
    .filter(({ path }) => ROTATING.test(path))
    .flatMap((request) => {
      const form = new URLSearchParams(request.body);
      const token = form.get('refresh_token');
      return form.get('grant_type') === 'refresh_token' && token !== null ? [{ request, token }] : [];
    });
}

function refreshedOnce({ ledger, passed }: Evidence): Finding {
  const byToken = new Map<string, Passed[]>();
  for (const { request, token } of refreshes(passed)) byToken.set(token, [...(byToken.get(token) ?? []), request]);
  const broken = [...byToken.values()].flatMap((sent) => {
    const [first, second] = sent;
    const spent = sent.filter(carriedOut).length;
    if (spent > 1) return [`spent ${spent} times`];
    if (sent.length > 2) return [`sent ${sent.length} times`];
    if (first === undefined || second === undefined) return [];
    const between = ledger.kills.some((kill) => kill >= first.at - 1_000 && kill <= second.at);
    return between ? [] : ['sent twice, and no kill was between'];
  });
  const promise = 'no refresh token is spent twice, and only a kill makes one be sent again, once';
  return { promise, looked: byToken.size, broken };
}

/** New tokens on their way to a Seneschal that was killed are lost: there, and nowhere else, a person has to connect again. */
function peopleSpared({ ledger, passed, stored }: Evidence): Finding {
  const lost = refreshes(passed).filter(
    ({ request }) =>
      carriedOut(request) &&
      ledger.kills.some((kill) => kill >= request.at - 1_000 && kill <= request.answeredAt + 1_000),
  ).length;
  const asked = stored.events.filter(
    ({ type, data }) => type === 'integration.state_changed' && (data['to'] === 'EXPIRED' || data['to'] === 'REVOKED'),
  ).length;
  const broken = asked > lost ? [`${asked} times, and ${lost} renewals were lost on the way`] : [];
  return { promise: 'a person has to connect again only where a kill swallowed renewed tokens', looked: asked, broken };
}

function gapFree({ stored }: Evidence): Finding {
  const broken: string[] = [];
  let before = { integrationId: '', sequence: 0 };
  for (const { integrationId, sequence } of stored.ownEvents) {
    const expected = integrationId === before.integrationId ? before.sequence + 1 : 1;
    if (sequence !== expected) broken.push(`${integrationId}: ${sequence} follows where ${expected} belongs`);
    before = { integrationId, sequence };
  }
  return { promise: 'the event log of each integration has no gap', looked: stored.ownEvents.length, broken };
}

function directoryAgrees({ stored }: Evidence): Finding {
  const nameOf = ({ integrationId, sequence, type }: Stored['events'][number]) =>
    `${integrationId} ${sequence} ${type}`;
  const known = new Set(stored.events.map(nameOf));
  const missing = stored.ownEvents.map(nameOf).filter((name) => !known.has(name));
  const extra = stored.events.length - (stored.ownEvents.length - missing.length);
  const broken = [
    ...missing.map((name) => `missing: ${name}`),
    ...(extra === 0 ? [] : [`${extra} events no object knows`]),
    ...(stored.waiting === 0 ? [] : [`${stored.waiting} rows still wait in an outbox`]),
  ];
  return { promise: 'the directory has every event, once', looked: stored.events.length, broken };
}

function jobsEnded({ ledger, stored }: Evidence): Finding {
  const promised = [...ledger.jobs].flatMap((id) => {
    const job = stored.jobs.find((row) => row.id === id);
    return job?.status === 'done' || (job?.status === 'failed' && job.error !== null)
      ? []
      : [`${id}: ${job === undefined ? 'unknown' : `${job.status} ${job.error ?? ''}`}`];
  });
  const open = stored.jobs
    .filter(({ id, status }) => !ledger.jobs.has(id) && (status === 'queued' || status === 'running'))
    .map(({ id, status }) => `${id}: nobody was told of it, and it is ${status}`);
  return {
    promise: 'every sync job that was accepted ended',
    looked: stored.jobs.length,
    broken: [...promised, ...open],
  };
}
