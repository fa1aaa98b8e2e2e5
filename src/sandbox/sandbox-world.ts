import { DurableObject } from 'cloudflare:workers';
import { control } from './control/api';
import { controlPage } from './control/page';
import { Answer, json, readCall, type Call } from './kernel/call';
import { cut, decorate, Faults, hang, scripted, wait } from './kernel/faults';
import { Limits } from './kernel/limits';
import { Recorder } from './kernel/recorder';
import { Store } from './kernel/store';
import { Tokens } from './oauth/tokens';
import { type Platform, type Sandbox } from './platform';
import { PLATFORMS, platformOfHost } from './registry';
import { midnight } from './world/time';

export interface SandboxEnv {
  WORLD: DurableObjectNamespace<SandboxWorld>;
  SENESCHAL_URL?: string;
}

/** The whole sandbox: the company, its platforms' accounts and tokens, the scripted faults and the record of requests. */
export class SandboxWorld extends DurableObject<SandboxEnv> {
  readonly sandbox: Sandbox;
  readonly recorder: Recorder;
  readonly faults: Faults;

  constructor(ctx: DurableObjectState, env: SandboxEnv) {
    super(ctx, env);
    const store = new Store(ctx.storage.sql);
    const now = () => Date.now() + (store.read<number>('clock') ?? 0) * 1000;
    this.recorder = new Recorder(ctx.storage.sql);
    this.faults = new Faults(store);
    this.sandbox = {
      store,
      now,
      tokens: new Tokens(ctx.storage.sql, now),
      limits: new Limits(now),
      anchor: store.read<number>('anchor') ?? midnight(Date.now()),
      seneschalUrl: (env.SENESCHAL_URL ?? 'http://localhost:8787').replace(/\/$/, ''),
    };
    this.sandbox.limits.enabled = store.read<boolean>('limits') ?? true;
    this.seedWhatIsMissing();
  }

  override async fetch(request: Request): Promise<Response> {
    try {
      const { pathname } = new URL(request.url);
      if (pathname === '/') return await controlPage(this, request);
      if (pathname.startsWith('/_control/')) return await control(this, request);
      return await this.simulate(await readCall(request));
    } catch (error) {
      return mistake(error);
    }
  }

  /** A fresh company, as on the first start. Tests may fix the day it is built around. */
  reset(anchor = midnight(Date.now())): void {
    const { store, tokens, limits } = this.sandbox;
    for (const platform of PLATFORMS) store.clearPlatform(platform.id);
    store.clearMeta(['google:key']);
    tokens.clear();
    limits.clear();
    this.recorder.clear();
    this.sandbox.anchor = anchor;
    this.seedWhatIsMissing();
  }

  /** A kept state may be older than a platform, or than what a platform seeds today. */
  private seedWhatIsMissing(): void {
    const { store } = this.sandbox;
    const seeded = store.read<Record<string, number>>('seeded') ?? {};
    for (const platform of PLATFORMS) {
      if (seeded[platform.id] === platform.version) continue;
      store.clearPlatform(platform.id);
      platform.seed(this.sandbox);
      seeded[platform.id] = platform.version;
    }
    store.write('seeded', seeded);
    store.write('anchor', this.sandbox.anchor);
  }

  private async simulate(call: Call): Promise<Response> {
    const platform = platformOfHost(call.host);
    if (!platform) return notSimulated(call);
    const at = this.sandbox.now();
    const fault = this.faults.meet(call);
    if (fault?.delay_ms) await wait(fault.delay_ms);
    if (fault?.hang) {
      this.recorder.record(call, 0, at);
      return hang();
    }
    const planned = fault && scripted(fault, platform.failure);
    const response = planned ?? (await this.answer(platform, call));
    this.recorder.record(call, response.status, at);
    const decorated = decorate(response, fault?.headers);
    return fault?.cut_body ? cut(decorated) : decorated;
  }

  private async answer(platform: Platform, call: Call): Promise<Response> {
    try {
      return await platform.handle(call, this.sandbox);
    } catch (error) {
      return mistake(error);
    }
  }
}

/** A mistake of the sandbox must not look like an outage of a platform, which clients would retry. */
function mistake(error: unknown): Response {
  if (error instanceof Answer) return error.response;
  return json({ error: 'sandbox_mistake', detail: error instanceof Error ? error.message : 'unknown' }, 501);
}

function notSimulated(call: Call): Response {
  return json(
    {
      error: 'not_simulated',
      detail: `The sandbox does not simulate ${call.host || 'this address'}.`,
      simulated: PLATFORMS.map(({ id, hosts }) => ({ platform: id, hosts })),
    },
    404,
  );
}
