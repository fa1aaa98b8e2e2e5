import { bodyForm, json, readCall, type Call } from '../kernel/call';
import { consentKey, type ConsentMode } from '../oauth/authorize';
import { platformById } from '../registry';
import { type SandboxWorld } from '../sandbox-world';
import { deliver } from './deliver';
import { accountOf, BadInput, isForm, problem, read } from './input';
import {
  clockSchema,
  consentSchema,
  eventSchema,
  faultSchema,
  limitsSchema,
  resetSchema,
  tokensSchema,
} from './schemas';

type Handler = (call: Call, world: SandboxWorld) => Response | Promise<Response>;

function known(id: string) {
  const platform = platformById(id);
  if (!platform) throw new BadInput('platform', `platform: ${id} is not simulated.`);
  return platform;
}

const done = (): Response => json({ ok: true });

const HANDLERS: Record<string, Handler> = {
  'GET requests': (call, { recorder }) => json({ items: recorder.list(call.query.get('host') ?? undefined) }),
  'DELETE requests': (_, { recorder }) => {
    recorder.clear();
    return done();
  },
  'GET faults': (_, { faults }) => json({ items: faults.list() }),
  'POST faults': (call, { faults }) => json(faults.add(read(call, faultSchema)), 201),
  'DELETE faults': (call, { faults }) => {
    const id = call.query.get('id') ?? bodyForm(call).get('id') ?? undefined;
    return faults.remove(id) || id === undefined ? done() : problem(404, 'Not found', `No fault is called ${id}.`);
  },
  'POST events': async (call, { sandbox }) => {
    const answer = await deliver(read(call, eventSchema), sandbox);
    return answer ? json(answer) : problem(502, 'Not delivered', 'Nobody answered at the target of the delivery.');
  },
  'POST tokens': (call, { sandbox }) => {
    const { platform, account, action } = read(call, tokensSchema);
    const found = known(platform);
    const person = account === undefined ? undefined : accountOf(found, account).person;
    return json({ ended: sandbox.tokens.end(found.id, person, action) });
  },
  'POST consent': (call, { sandbox }) => {
    const { platform, mode, account } = read(call, consentSchema);
    const found = known(platform);
    const person = account === undefined ? undefined : accountOf(found, account).person;
    sandbox.store.write(consentKey(found.id), { mode, account: person } satisfies ConsentMode);
    return done();
  },
  'POST clock': (call, { sandbox }) => {
    const { offset_s: offset } = read(call, clockSchema);
    sandbox.store.write('clock', offset);
    return json({ offset_s: offset, now: new Date(sandbox.now()).toISOString() });
  },
  'POST limits': (call, { sandbox }) => {
    const { enabled } = read(call, limitsSchema);
    sandbox.limits.clear();
    sandbox.limits.enabled = enabled;
    sandbox.store.write('limits', enabled);
    return json({ enabled });
  },
  'POST reset': (call, world) => {
    const { anchor } = read(call, resetSchema);
    world.reset(anchor === undefined ? undefined : Date.parse(anchor));
    return done();
  },
};

/** The control API. A form of the control page is answered by the page again, which shows what came of it. */
export async function control(world: SandboxWorld, request: Request): Promise<Response> {
  const call = await readCall(request);
  const name = call.path.slice(1);
  const form = isForm(call);
  const method = bodyForm(call).get('_method') ?? call.method;
  const origin = call.headers.get('origin');
  if (call.method !== 'GET' && origin !== null && origin !== call.origin) {
    return problem(403, 'Refused', `The sandbox is controlled from its own page and by programs, not by ${origin}.`);
  }
  const answer = await run(`${method.toUpperCase()} ${name}`, call, world);
  if (!form) return answer;
  world.sandbox.store.write('notice', { action: name, status: answer.status, text: await answer.text() });
  return new Response(null, { status: 303, headers: { location: `/#${name}` } });
}

async function run(key: string, call: Call, world: SandboxWorld): Promise<Response> {
  const handler = HANDLERS[key];
  if (!handler) return problem(404, 'Not found', `The control API knows ${Object.keys(HANDLERS).join(', ')}.`);
  try {
    return await handler(call, world);
  } catch (error) {
    if (error instanceof BadInput) return problem(400, 'Invalid input', error.message, error.field);
    throw error;
  }
}
