import { bearer, bodyForm, type Call } from '../kernel/call';
import { type Sandbox } from '../platform';
import { type Token } from '../oauth/tokens';
import { refuse } from './failure';
import { BOT_USER_ID, userId } from './ids';
import { type Channel } from './model';

const PREFIX = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const;

/** Who calls, and what they were granted. */
export class Session {
  readonly userId: string;
  readonly bot: boolean;

  constructor(readonly token: Token) {
    this.bot = token.role === 'bot';
    this.userId = this.bot ? BOT_USER_ID : userId(token.person);
  }

  static open(call: Call, sandbox: Sandbox): Session {
    const given = bearer(call.headers) ?? bodyForm(call).get('token');
    if (!given) return refuse('not_authed');
    const token = sandbox.tokens.find('slack', given, 'access');
    const state = sandbox.tokens.state(token);
    if (!token || state === 'unknown') return refuse('invalid_auth');
    if (state === 'expired') return refuse('token_expired');
    if (state === 'revoked') return refuse('token_revoked');
    return new Session(token);
  }

  has(scope: string): boolean {
    return this.token.scopes.includes(scope);
  }

  need(scope: string): void {
    if (!this.has(scope)) refuse('missing_scope', { needed: scope, provided: this.token.scopes.join(',') });
  }

  /** `read` or `history` of the kind of conversation this is. */
  needFor(channel: Channel, right: 'read' | 'history' | 'write'): void {
    this.need(`${PREFIX[channel.kind]}:${right}`);
  }

  isMember(channel: Channel): boolean {
    return channel.members.includes(this.userId);
  }

  sees(channel: Channel): boolean {
    return channel.kind === 'public' || this.isMember(channel);
  }
}
