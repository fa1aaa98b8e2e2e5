import { pause } from '../../e2e/support/product.ts';
import { type Answer, type Caller, tryFetch } from './caller.ts';
import { type Effect, type Ledger } from './ledger.ts';
import { type Random } from './random.ts';
import { type Wire } from './wire.ts';

/** After these nobody can say whether the platform did what it was asked. */
const UNCERTAIN = ['provider_unavailable', 'timeout', 'network', 'invalid_response', 'internal'];
/** Asked again with the same key, until somebody answers. */
const MOST_TRIES = 40;
const DEAD_MS = 250;

/** What the load needs of the world around it. */
export interface Scene {
  url: string;
  caller: Caller;
  wire: Wire;
  ledger: Ledger;
  /** The Slack channel that is posted to. */
  channel: string;
  integrations: Readonly<Record<string, string>>;
  control(path: string, body: unknown): Promise<unknown>;
  /** The owner connects the account of a platform again. */
  reconnect(platform: string): Promise<void>;
  /** Nothing new is begun any more. */
  ending(): boolean;
  /** The server is there to be asked. */
  up(): boolean;
}

type Worker = (scene: Scene, random: Random) => Promise<void>;

/** Runs every worker until the scene is ending and each has brought what it began to its end. */
export function runLoad(scene: Scene, random: Random): Promise<unknown> {
  const forever = async (name: string, worker: Worker, [least, most]: readonly [number, number]) => {
    const own = random.fork(name);
    while (!scene.ending()) {
      if (scene.up()) await worker(scene, own);
      await pause(own.between(least, most));
    }
  };
  return Promise.all([
    ...[1, 2, 3].map((n) => forever(`keyed ${n}`, keyed, [50, 400])),
    ...[1, 2].map((n) => forever(`unkeyed ${n}`, unkeyed, [100, 600])),
    ...[1, 2].map((n) => forever(`reader ${n}`, read, [50, 300])),
    ...[1, 2].map((n) => forever(`slack ${n}`, slackWebhook(`slack-${n}`), [20, 200])),
    forever('gmail', gmailWebhook, [50, 300]),
    forever('sync', sync, [300, 2_000]),
    forever('expiry', expire, [200, 900]),
    forever('cron', cron, [2_000, 8_000]),
  ]);
}

let effects = 0;

/** A change at one of the platforms that can be told from every other. */
function someEffect(scene: Scene, random: Random, keyed: boolean) {
  effects += 1;
  const marker = `chaos-${keyed ? 'k' : 'u'}${effects}-end`;
  const [server, tool, args] = random.pick([
    ['slack', 'send_message', { channel: scene.channel, text: marker }],
    ['zoom', 'create_meeting', { topic: marker }],
    ['gmail', 'send_message', { to: ['ruth@brackwater.example'], subject: marker, body: marker }],
  ] as const);
  const effect: Effect = { marker, tool: `${server}.${tool}`, keyed, told: 'silence', results: new Set() };
  scene.ledger.effects.push(effect);
  const ask = (more: Record<string, unknown> = {}) => scene.caller.call(server, tool, { ...args, ...more });
  return { effect, server, ask };
}

/** Notes what an answer says, and has the owner connect again where that is what it asks for. */
async function note(scene: Scene, server: string, effect: Effect, answer: Answer): Promise<void> {
  if (answer.ok) {
    effect.told = 'done';
    effect.results.add(JSON.stringify(answer.content));
    return;
  }
  const uncertain = UNCERTAIN.includes(answer.kind ?? '') || answer.text.includes('outcome is unknown');
  effect.told = uncertain ? 'unknown' : 'refused';
  if (answer.kind === 'auth_expired' || answer.kind === 'auth_revoked') await scene.reconnect(server);
}

/** With a key: asked until there is an answer, and now and then once more after it. */
const keyed: Worker = async (scene, random) => {
  const { effect, server, ask } = someEffect(scene, random, true);
  const extra = random.chance(0.3) ? 1 : 0;
  for (let tries = 0, answered = 0; tries < MOST_TRIES && answered <= extra; tries++) {
    const answer = await ask({ idempotency_key: effect.marker });
    if (answer === undefined || answer.text.includes('still under way')) {
      await pause(DEAD_MS);
      continue;
    }
    await note(scene, server, effect, answer);
    if (effect.told !== 'done') return;
    answered += 1;
  }
};

/** Without one: asked once, whatever comes of it. */
const unkeyed: Worker = async (scene, random) => {
  const { effect, server, ask } = someEffect(scene, random, false);
  const answer = await ask();
  if (answer !== undefined) await note(scene, server, effect, answer);
};

const read: Worker = async (scene, random) => {
  const [server, tool] = random.pick([
    ['slack', 'list_users'],
    ['gmail', 'list_labels'],
    ['zoom', 'list_meetings'],
  ] as const);
  const answer = await scene.caller.call(server, tool, {});
  if (answer === undefined) return;
  scene.ledger.reads += 1;
  if (answer.kind === 'auth_expired' || answer.kind === 'auth_revoked') await scene.reconnect(server);
};

/** The platform's own patience: the same delivery comes again until it is answered 200, and sometimes after that. */
async function deliver(scene: Scene, random: Random, name: string, send: () => Promise<boolean>): Promise<void> {
  const times = random.chance(0.25) ? 2 : 1;
  for (let tries = 0, taken = 0; tries < MOST_TRIES && taken < times; tries++) {
    if (await send()) {
      taken += 1;
      scene.ledger.accepted.set(name, (scene.ledger.accepted.get(name) ?? 0) + 1);
    } else await pause(DEAD_MS);
  }
}

const slackWebhook =
  (inbox: string): Worker =>
  async (scene, random) => {
    const { url, next } = scene.wire.inbox(inbox);
    const coming = next();
    await scene.control('events', { platform: 'slack', type: 'message', target: url });
    const { body, headers } = await coming;
    const { event_id: id } = JSON.parse(body) as { event_id: string };
    await deliver(scene, random, `slack ${id}`, async () => {
      const answer = await tryFetch(`${scene.url}/webhooks/slack`, { method: 'POST', headers, body });
      return answer?.status === 200;
    });
  };

let pushes = 0;

const gmailWebhook: Worker = async (scene, random) => {
  pushes += 1;
  const messageId = `chaos-push-${pushes}`;
  const event = { platform: 'gmail', type: 'message', data: { messageId }, target: `${scene.url}/webhooks/gmail` };
  await deliver(scene, random, `gmail ${messageId}`, async () => {
    const answer = await scene.control('events', event).catch(() => undefined);
    return (answer as { status?: number } | undefined)?.status === 200;
  });
};

const sync: Worker = async (scene) => {
  const answer = await scene.caller.call('workspace', 'sync_now', { id: scene.integrations['slack'] });
  const { jobs = [] } = (answer?.content ?? {}) as { jobs?: { jobId: string }[] };
  for (const { jobId } of jobs) scene.ledger.jobs.add(jobId);
};

const TOKEN_PATHS: Readonly<Record<string, RegExp>> = {
  slack: /^\/slack\.com\/api\/oauth\.v2\.access/,
  gmail: /^\/oauth2\.googleapis\.com\/token/,
  zoom: /^\/zoom\.us\/oauth\/token/,
};
/** Platforms do not end tokens they gave out a moment ago. */
const YOUNG_MS = 2_500;
const ended = new Map<string, number>();

/** Ends the access tokens of a platform, at the platform: Seneschal learns of it by being refused. */
const expire: Worker = async (scene, random) => {
  const platform = random.pick(Object.keys(TOKEN_PATHS));
  const given = scene.wire.passed.findLast(({ path }) => TOKEN_PATHS[platform]?.test(path))?.answeredAt ?? 0;
  if (given < (ended.get(platform) ?? 0) || Date.now() - given < YOUNG_MS) return;
  ended.set(platform, Date.now());
  await scene.control('tokens', { platform, action: 'expire' });
  scene.ledger.expiries += 1;
};

const cron: Worker = async (scene) => {
  const answer = await tryFetch(`${scene.url}/cdn-cgi/local/scheduled?cron=0+*+*+*+*`);
  if (answer?.status === 200) scene.ledger.crons += 1;
};
