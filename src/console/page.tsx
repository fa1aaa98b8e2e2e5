import { type Context } from 'hono';
import { type Child } from 'hono/jsx';
import { type App } from '../auth/person';
import { settings } from '../env';
import { Layout } from './layout';

interface PageOptions {
  /** Where a form on the page may lead besides ourselves: a client's redirect address. */
  formAction?: string;
  title?: string;
}

/** Renders a page with the headers every page has. No inline script or style, no frames, nothing from elsewhere. */
export async function html(
  c: Context<App>,
  body: Child,
  status: number = 200,
  options: PageOptions = {},
): Promise<Response> {
  const { sandboxUrl } = settings(c.env);
  const title = options.title ?? titleOf(c.req.path, status);
  const page = (
    <Layout person={c.get('person')} path={c.req.path} title={title} sandboxUrl={sandboxUrl}>
      {body}
    </Layout>
  );
  const text = (await page).toString();
  return new Response(`<!doctype html>${text}`, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy(options.formAction),
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    },
  });
}

/** The title of a page whose route gives none. */
function titleOf(path: string, status: number): string {
  if (status === 401) return 'Sign in first';
  if (status === 404) return 'Not found';
  if (status === 410) return 'This link no longer works';
  if (status >= 400) return 'That did not work';
  return { '/authorize': 'Allow access', '/sign-in': 'Sign in', '/sign-out': 'Signed out' }[path] ?? 'Console';
}

function policy(formAction: string | undefined): string {
  const url = formAction === undefined ? null : URL.parse(formAction);
  const target =
    url === null ? '' : ` ${url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : url.protocol}`;
  return `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'${target}; base-uri 'none'; frame-ancestors 'none'`;
}
