import { type Call, type JsonObject } from '../../kernel/call';
import { type Sandbox } from '../../platform';
import { type Args } from '../args';
import { refuse } from '../failure';
import { type Channel, type Workspace } from '../model';
import { type Session } from '../session';

export interface MethodCall {
  call: Call;
  args: Args;
  session: Session;
  workspace: Workspace;
  sandbox: Sandbox;
}

/** Calls per minute of Slack's rate limit tiers; `special` is what methods without a tier allow in practice. */
export const TIER = { t1: 1, t2: 20, t3: 50, t4: 100, special: 600 } as const;

export interface Method {
  tier: keyof typeof TIER;
  /** Needed whatever the arguments; scopes that depend on the conversation are checked by the method. */
  scope?: string;
  /** Only with this kind of token. */
  only?: 'bot' | 'user';
  /** Write methods take JSON bodies, reading ones only forms and queries. */
  json?: boolean;
  run: (method: MethodCall) => JsonObject;
}

/** A conversation the caller can see, by id. */
export function visible({ args, session, workspace }: MethodCall, name = 'channel'): Channel {
  const channel = workspace.channel(args.need(name));
  return channel && session.sees(channel) ? channel : refuse('channel_not_found');
}

export const TS = /^\d{1,10}(\.\d{1,6})?$/;
