import { bodyForm, type Call } from '../kernel/call';
import { htmlPage } from '../pages/layout';
import { type Account, type Platform, type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';
import { ConsentPage, RefusalPage } from './consent-page';

export interface ScopeGroup {
  title: string;
  scopes: string[];
}

/** What a platform made of the parameters its authorization page was opened with. */
export type Asked =
  | {
      outcome: 'ask';
      redirectUri: string;
      scopes: string[];
      groups: ScopeGroup[];
      challenge?: string;
      extra?: Record<string, string>;
      loginHint?: string;
    }
  /** The request cannot be trusted to name where to go back to: a page, and no redirect. */
  | { outcome: 'refuse'; status: number; heading: string; detail: string }
  /** The request is the app's own mistake, told to the app. */
  | { outcome: 'return'; redirectUri: string; error: string; description?: string };

export interface ConsentMode {
  mode: 'page' | 'auto' | 'deny';
  account?: PersonKey;
}

export const consentKey = (platform: string): string => `consent:${platform}`;

export const consentMode = (sandbox: Sandbox, platform: string): ConsentMode =>
  sandbox.store.read<ConsentMode>(consentKey(platform)) ?? { mode: 'page' };

/** The one address each platform's sandbox app is registered with. */
export const registeredRedirect = (sandbox: Sandbox, platform: string): string =>
  `${sandbox.seneschalUrl}/integrations/callback/${platform}`;

/** Opens, answers or skips the consent page of a platform, depending on the mode the control API set. */
export async function authorize(call: Call, sandbox: Sandbox, platform: Platform, asked: Asked): Promise<Response> {
  if (call.method !== 'GET' && call.method !== 'POST') return new Response(null, { status: 405 });
  if (asked.outcome === 'refuse') {
    const page = <RefusalPage title={platform.title} heading={asked.heading} detail={asked.detail} />;
    return htmlPage(page, asked.status);
  }
  if (asked.outcome === 'return') {
    return back(call, asked.redirectUri, { error: asked.error, error_description: asked.description });
  }
  const accounts = platform.accounts();
  const { mode, account } = consentMode(sandbox, platform.id);
  const preferred = byPerson(accounts, account) ?? byEmail(accounts, asked.loginHint) ?? accounts[0];
  const allow = (chosen: Account) => {
    const { redirectUri, scopes, challenge, extra = {} } = asked;
    const grant = { platform: platform.id, person: chosen.person, redirectUri, scopes, challenge, extra };
    return back(call, redirectUri, { code: sandbox.tokens.issueCode(grant) });
  };
  const deny = () => back(call, asked.redirectUri, { error: 'access_denied' });
  if (mode === 'deny') return deny();
  if (mode === 'auto' && preferred) return allow(preferred);
  if (call.method === 'POST') {
    const form = bodyForm(call);
    const chosen = byPerson(accounts, form.get('account') ?? undefined) ?? preferred;
    return form.get('decision') === 'allow' && chosen ? allow(chosen) : deny();
  }
  const action = `/${call.host}${call.path}?${call.query.toString()}`;
  const page = (
    <ConsentPage
      title={platform.title}
      action={action}
      accounts={accounts}
      chosen={preferred?.person ?? ''}
      groups={asked.groups}
    />
  );
  return htmlPage(page, 200, new URL(asked.redirectUri).origin);
}

const byPerson = (accounts: Account[], person: string | undefined) => accounts.find((a) => a.person === person);
const byEmail = (accounts: Account[], email: string | undefined) => accounts.find((a) => a.email === email);

function back(call: Call, redirectUri: string, params: Record<string, string | undefined>): Response {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(params)) if (value !== undefined) target.searchParams.set(name, value);
  const state = call.query.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return new Response(null, { status: 302, headers: { location: target.href, 'cache-control': 'no-store' } });
}
