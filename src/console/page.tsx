import { type Context } from 'hono';
import { type FC, type PropsWithChildren } from 'hono/jsx';
import { type App, type Person } from '../auth/person';
import { Layout } from './layout';

interface PageOptions {
  /** Where a form on the page may lead besides ourselves: a client's redirect address. */
  formAction?: string;
  title?: string;
}

/** Renders a page with the headers every page has. No inline script or style, no frames, nothing from elsewhere. */
export async function html(c: Context<App>, body: ReturnType<FC>, status: number = 200, options: PageOptions = {}): Promise<Response> {
  const Page = await Layout({ person: c.get('person'), path: c.req.path, title: options.title, children: body } as PropsWithChildren<LayoutProps>);
  return new Response(`<!doctype html>${String(Page)}`, {
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

export interface LayoutProps {
  person: Person | undefined;
  path: string;
  title: string | undefined;
}

function policy(formAction: string | undefined): string {
  const url = formAction === undefined ? null : URL.parse(formAction);
  const target = url === null ? '' : ` ${url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : url.protocol}`;
  return `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'${target}; base-uri 'none'; frame-ancestors 'none'`;
}
