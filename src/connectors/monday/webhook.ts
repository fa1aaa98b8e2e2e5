import { z } from 'zod';
import {
  type IntegrationWebhook,
  type Subscription,
  type WebhookDelivery,
  type WebhookEvent,
} from '../../core/define-connector';
import { SeneschalError } from '../../core/errors';
import { verifySharedSecretToken } from '../../core/id-token';
import { type PlatformApi } from '../../core/platform-call';
import { read, write } from './client';
import { BOARD_WEBHOOKS, RECENT_BOARDS, SUBSCRIBE, UNSUBSCRIBE } from './documents';

const challengeShape = z.strictObject({ challenge: z.string().regex(/^[\w.-]{1,500}$/) });

const text = z.union([z.string(), z.number()]).transform(String);
const eventShape = z.object({
  event: z.object({
    type: z.string().regex(/^[a-z_]{1,80}$/),
    triggerUuid: z.string().regex(/^[\w-]{8,100}$/),
    boardId: text.optional(),
    pulseId: text.optional(),
  }),
});

/** A board costs four webhooks and one call; the boards used last are the ones anybody waits for news of. */
const MOST_BOARDS = 10;
/** How long until the boards are looked through again: webhooks of monday.com do not end, but boards come and go. */
const RENEWAL_MS = 14 * 86_400_000;

const EVENTS = ['created', 'changed', 'discussed', 'deleted'] as const;
const created = z.object({ id: z.string() });
const four = z.object({ created, changed: created, discussed: created, deleted: created });

/** The webhooks of each board, which together are one subscription: `{board}:{webhook}.{webhook}…` separated by spaces. */
type Boards = Map<string, string[]>;

const parseBoards = (id: string | null): Boards =>
  new Map(
    (id ?? '').split(' ').flatMap((part): [string, string[]][] => {
      const [board, webhooks] = part.split(':');
      return board && webhooks ? [[board, webhooks.split('.')]] : [];
    }),
  );

const toSubscription = (boards: Boards): Subscription => ({
  id: [...boards].map(([board, webhooks]) => `${board}:${webhooks.join('.')}`).join(' '),
  expiresAt: Date.now() + RENEWAL_MS,
});

async function recentBoards(api: PlatformApi): Promise<string[]> {
  const shape = z.object({ boards: z.array(z.object({ id: z.string(), type: z.string().nullish() })) });
  const { boards } = await read(api, RECENT_BOARDS, { limit: MOST_BOARDS }, shape);
  return boards.filter(({ type }) => (type ?? 'board') === 'board').map(({ id }) => id);
}

/** Makes the webhooks of a board; undefined on one where this person may not, which is no reason to go without the others. */
async function subscribeBoard(api: PlatformApi, board: string, url: string): Promise<string[] | undefined> {
  try {
    const made = await write(api, SUBSCRIBE, { board, url }, four);
    return EVENTS.map((event) => made[event].id);
  } catch (error) {
    const { kind } = SeneschalError.from(error);
    if (kind === 'insufficient_scope' || kind === 'not_found') return undefined;
    throw error;
  }
}

/** Has the board lost one of the webhooks it had? */
async function isWhole(api: PlatformApi, board: string, webhooks: readonly string[]): Promise<boolean> {
  const shape = z.object({ webhooks: z.array(created).nullish() });
  const found = await read(api, BOARD_WEBHOOKS, { board }, shape);
  const ids = new Set(found.webhooks?.map(({ id }) => id));
  return webhooks.every((id) => ids.has(id));
}

async function renew(api: PlatformApi, url: string, current: Boards): Promise<Subscription> {
  const boards: Boards = new Map();
  for (const board of await recentBoards(api)) {
    const known = current.get(board);
    const kept = known !== undefined && (await isWhole(api, board, known)) ? known : undefined;
    const webhooks = kept ?? (await subscribeBoard(api, board, url));
    if (webhooks !== undefined) boards.set(board, webhooks);
  }
  for (const [board, webhooks] of current) if (!boards.has(board)) await unsubscribeBoard(api, webhooks);
  return toSubscription(boards);
}

async function unsubscribeBoard(api: PlatformApi, webhooks: readonly string[]): Promise<void> {
  const [made, changed, discussed, deleted] = webhooks;
  try {
    await write(api, UNSUBSCRIBE, { created: made, changed, discussed, deleted }, z.unknown());
  } catch (error) {
    // A board that is gone took its webhooks along.
    const { kind } = SeneschalError.from(error);
    if (kind !== 'not_found' && kind !== 'insufficient_scope') throw error;
  }
}

/**
 * Webhooks of boards. Their `Authorization` is a token signed with the app's signing secret and made out to our address. It does not
 * cover the body, which is a hint for that reason: what happened is read anew from the API.
 * @see https://developer.monday.com/api-reference/docs/webhooks
 */
export const webhook: IntegrationWebhook = {
  signedBy: { setting: 'MONDAY_SIGNING_SECRET' },
  verify: async ({ headers, receivedAt }, secret, { audience }) => {
    const [, token] = /^(?:Bearer )?([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(headers.get('authorization') ?? '') ?? [];
    return token !== undefined && verifySharedSecretToken(token, secret, { audience, now: receivedAt });
  },
  // The first delivery to a new address asks whether it is ours. Where it is signed, the signature has to be good.
  greet: (delivery, verified) => {
    if (!verified && delivery.headers.has('authorization')) return undefined;
    const challenge = challengeOf(delivery);
    return challenge === undefined ? undefined : Response.json({ challenge });
  },
  read: (payload): WebhookEvent | undefined => {
    const parsed = eventShape.safeParse(payload);
    if (!parsed.success) return undefined;
    const { type, triggerUuid: deliveryId } = parsed.data.event;
    return { deliveryId, type, routes: [], summary: `monday.com event ${type}.`, changed: ['items'] };
  },
  subscription: {
    subscribe: (api, url) => renew(api, url, new Map()),
    renew: (api, url, { id }) => renew(api, url, parseBoards(id)),
    unsubscribe: async (api, { id }) => {
      for (const webhooks of parseBoards(id).values()) await unsubscribeBoard(api, webhooks);
    },
  },
};

function challengeOf({ body }: WebhookDelivery): string | undefined {
  try {
    const parsed = challengeShape.safeParse(JSON.parse(new TextDecoder().decode(body)));
    return parsed.data?.challenge;
  } catch {
    return undefined;
  }
}
