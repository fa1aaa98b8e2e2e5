import { Hono } from 'hono';
import { consent } from '../auth/consent';
import { type App, identify, SignInRequired } from '../auth/person';
import { signIn } from '../auth/sign-in';
import { html } from '../console/page';
import { MessagePage, SignInRequiredPage } from '../console/sign-in-pages';
import { TooLarge } from '../core/body';
import { RECOVERY, SeneschalError } from '../core/errors';
import { log } from '../core/log';
import { problem, problemOf } from '../core/problem';
import { apps } from './apps';
import { assets } from './assets';
import { audit } from './audit';
import { clients } from './clients';
import { connect } from './connect';
import { boundedForms } from './forms';
import { health } from './health';
import { integrations } from './integrations';
import { keys } from './keys';
import { local } from './local';
import { members } from './members';
import { metrics } from './metrics';
import { wantsPage } from './negotiate';
import { pages } from './pages';
import { problemsForPrograms } from './programs';
import { sessions } from './sessions';
import { status } from './status';
import { tokens } from './tokens';
import { webhookEvents } from './webhook-events';
import { webhooks } from './webhooks';

/** Everything but MCP and the token endpoint: pages for people, JSON for programs, webhooks. */
export const app = new Hono<App>();

/* Programs of platforms, this machine, and what is the same for everybody: no sessions. */
app.route('/', assets);
app.route('/', webhooks);
app.route('/', status);
app.route('/', metrics);
app.route('/', local);

app.use('*', problemsForPrograms, identify, boundedForms);
for (const part of [
  signIn,
  consent,
  apps,
  connect,
  keys,
  integrations,
  health,
  pages,
  clients,
  tokens,
  webhookEvents,
  audit,
  sessions,
  members,
])
  app.route('/', part);

app.notFound((c) => {
  const detail = 'There is nothing at this address.';
  return wantsPage(c)
    ? html(c, <MessagePage title="Not found" message={detail} next={{ href: '/', text: 'Home' }} />, 404)
    : problem(404, detail);
});

app.onError((error, c) => {
  if (error instanceof SignInRequired) {
    return wantsPage(c)
      ? html(c, <SignInRequiredPage />, 401)
      : problem(401, 'Sign in, or send a personal access token as a bearer token.');
  }
  const failure = SeneschalError.from(error);
  const code = error instanceof TooLarge ? 413 : RECOVERY[failure.kind].status;
  log(code >= 500 ? 'error' : 'warn', 'a request was refused or failed', {
    path: c.req.path,
    kind: failure.kind,
    reference: failure.reference,
    detail: failure.detail,
  });
  if (!wantsPage(c)) return code === 413 ? problem(413, failure.message) : problemOf(failure);
  const title = code >= 500 ? 'Something went wrong' : code === 404 ? 'Not found' : 'That did not work';
  return html(
    c,
    <MessagePage
      title={title}
      message={failure.message}
      reference={failure.reference}
      next={{ href: '/', text: 'Home' }}
    />,
    code,
  );
});
