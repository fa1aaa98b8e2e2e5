import { type FC, type PropsWithChildren } from 'hono/jsx';
import { type LayoutProps } from './page';

const NAVIGATION = [
  { href: '/', text: 'Home' },
  { href: '/integrations', text: 'Integrations' },
  { href: '/clients', text: 'Clients' },
  { href: '/tokens', text: 'Tokens' },
  { href: '/audit', text: 'Audit' },
];

/** The frame of every page. */
export const Layout: FC<PropsWithChildren<LayoutProps>> = ({ person, path, title, children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title === undefined ? 'Seneschal' : `${title} · Seneschal`}</title>
      <link rel="stylesheet" href="/assets/style.css" />
    </head>
    <body>
      <header>
        <a href="/">Seneschal</a>
        {person?.member !== undefined && (
          <nav aria-label="Main">
            {NAVIGATION.map(({ href, text }) => (
              <a href={href} aria-current={path === href ? 'page' : undefined}>
                {text}
              </a>
            ))}
          </nav>
        )}
      </header>
      <main id="main">{children}</main>
    </body>
  </html>
);
