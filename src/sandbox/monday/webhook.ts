import { sandboxCredentials } from '../../core/sandbox-credentials';
import { isObject, parseJson } from '../kernel/call';
import { hmacSha256, randomText, toBase64Url, utf8 } from '../kernel/crypto';
import { type Account, type Delivery, type EventRequest, type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';
import { ACCOUNT, Boards, mondayUserId, type StoredItem } from './model';

export const MONDAY_EVENTS = [
  'create_pulse',
  'update_column_value',
  'create_update',
  'delete_pulse',
  'challenge',
] as const;

const TOKEN_LIFE_S = 300;
const PATIENCE_MS = 10_000;

/** The token in `Authorization`: it proves who delivers and to whom, and covers nothing of the body. */
export async function webhookToken(sandbox: Sandbox, url: string, person: PersonKey, skew = 0): Promise<string> {
  const iat = Math.floor(sandbox.now() / 1000) + skew;
  const part = (value: unknown) => toBase64Url(utf8(JSON.stringify(value)));
  const head = part({ alg: 'HS256', typ: 'JWT' });
  const claims = {
    accountId: Number(ACCOUNT.id),
    userId: Number(mondayUserId(person)),
    aud: url,
    exp: iat + TOKEN_LIFE_S,
    iat,
  };
  const signed = `${head}.${part(claims)}`;
  return `${signed}.${toBase64Url(await hmacSha256(utf8(sandboxCredentials('monday').webhookSecret), signed))}`;
}

/** Asks a new address whether it belongs to whoever named it: it has to give the challenge back. */
export async function greet(sandbox: Sandbox, url: string, person: PersonKey): Promise<boolean> {
  const challenge = randomText(52);
  const authorization = await webhookToken(sandbox, url, person);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ challenge }),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const echoed = parseJson(await answer.text());
    return answer.ok && isObject(echoed) && echoed.challenge === challenge;
  } catch {
    return false;
  }
}

/** Where this person's app told monday.com to deliver to. */
export const mondayTarget = (account: Account, sandbox: Sandbox): string | undefined =>
  new Boards(sandbox).webhooks.list('').findLast(({ person }) => person === account.person)?.url;

export function mondayEvent(request: EventRequest, sandbox: Sandbox): Delivery {
  const { type, account, target, skew, data } = request;
  const boards = new Boards(sandbox);
  const body = JSON.stringify(
    type === 'challenge' ? { challenge: randomText(52), ...data } : { event: { ...event(request, boards), ...data } },
  );
  return {
    body,
    contentType: 'application/json',
    headers: async () => ({ authorization: await webhookToken(sandbox, target, account.person, skew) }),
    signedBy: 'authorization',
  };
}

/** Something that happened to an item the account sees, the first unless `data` names one; a true one is there to be read. */
function event({ type, account, data, forged }: EventRequest, boards: Boards): Record<string, unknown> {
  const { person } = account;
  const all = boards.visible(person).flatMap(({ id }) => boards.itemsOf(id));
  const item = all.find(({ id }) => id === String(data.pulseId)) ?? all[0];
  if (item && !forged) boards.save(changed(item, type, boards.sandbox.now()));
  const subscriptions = boards.webhooks.list('').filter((webhook) => webhook.person === person);
  return {
    ...{ type, app: 'monday', userId: Number(mondayUserId(person)), originalTriggerUuid: null },
    ...{ boardId: Number(item?.board), pulseId: Number(item?.id), pulseName: item?.name, groupId: item?.group },
    triggerTime: new Date(boards.sandbox.now()).toISOString(),
    subscriptionId: Number(subscriptions.find(({ board }) => board === item?.board)?.id ?? 0),
    triggerUuid: crypto.randomUUID().replaceAll('-', ''),
  };
}

const changed = (item: StoredItem, type: string, now: number): StoredItem => ({
  ...item,
  updated: now,
  ...(type === 'update_column_value' && { values: { ...item.values, status: 'Working on it' } }),
  ...(type === 'delete_pulse' && { state: 'deleted' as const }),
});
