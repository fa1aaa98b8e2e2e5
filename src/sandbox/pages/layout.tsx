import { raw } from 'hono/html';
import { type Child } from 'hono/jsx';
import { type HtmlEscapedString } from 'hono/utils/html';
import { STYLE } from './style';

export const Layout = ({ title, narrow, children }: { title: string; narrow?: boolean; children?: Child }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <title>{title}</title>
      <style>{raw(STYLE)}</style>
    </head>
    <body>
      <main class={narrow ? 'narrow' : ''}>{children}</main>
    </body>
  </html>
);

/** `formTarget` is the origin a posted form may lead to: browsers hold `form-action` against the redirect that follows, too. */
export async function htmlPage(
  node: HtmlEscapedString | Promise<HtmlEscapedString>,
  status = 200,
  formTarget = '',
): Promise<Response> {
  const text = (await node).toString();
  const policy = [
    `default-src 'none'`,
    `style-src 'unsafe-inline'`,
    `form-action 'self' ${formTarget}`.trim(),
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ];
  return new Response(`<!doctype html>${text}`, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy.join('; '),
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    },
  });
}
