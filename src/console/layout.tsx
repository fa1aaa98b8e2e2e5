import { type FC, type PropsWithChildren } from 'hono/jsx';
import { type Member } from '../db/people';
import { type Person } from '../auth/person';
import { assetUrl } from './assets';
import { Form } from './parts/form';
import { Icon, type IconName } from './parts/icon';

const NAVIGATION: readonly { href: string; text: string; icon: IconName }[] = [
  { href: '/', text: 'Home', icon: 'home' },
  { href: '/integrations', text: 'Integrations', icon: 'plug' },
  { href: '/health', text: 'Health', icon: 'pulse' },
  { href: '/clients', text: 'Clients', icon: 'terminal' },
  { href: '/tokens', text: 'Tokens', icon: 'token' },
  { href: '/webhooks', text: 'Webhooks', icon: 'inbox' },
  { href: '/audit', text: 'Audit', icon: 'list' },
  { href: '/members', text: 'Members', icon: 'people' },
];

/** Pages on which a person decides one thing: no menu to wander off by. */
const FOCUSED = ['/authorize', '/sign-in', '/sign-out'];

export interface LayoutProps {
  person: Person | undefined;
  path: string;
  title: string;
  /** Where platforms are simulated, if they are. */
  sandboxUrl: string | undefined;
}

/** The frame of every page. */
export const Layout: FC<PropsWithChildren<LayoutProps>> = ({ person, path, title, sandboxUrl, children }) => {
  const member = FOCUSED.includes(path) ? undefined : person?.member;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Seneschal`}</title>
        <link rel="icon" type="image/svg+xml" href={assetUrl('icon.svg')} />
        <link rel="stylesheet" href={assetUrl('style.css')} />
        <script src={assetUrl('live.js')} defer></script>
      </head>
      <body class={member === undefined ? 'focused' : 'framed'}>
        <a class="skip" href="#main">
          Skip to content
        </a>
        {member === undefined || person === undefined ? (
          <header class="masthead">
            <Brand />
          </header>
        ) : (
          <header class="side">
            <div class="bar">
              <Brand />
              <button type="button" class="button menu-button" popovertarget="menu">
                <Icon name="menu" />
                Menu
              </button>
            </div>
            <Menu person={person} member={member} path={path} sandboxUrl={sandboxUrl} />
          </header>
        )}
        <main id="main" tabindex={-1}>
          {children}
          <p class="paused" role="status" data-live-paused hidden>
            Not up to date: Seneschal does not answer. Trying again.
          </p>
        </main>
      </body>
    </html>
  );
};

const Brand: FC = () => (
  <a class="brand" href="/">
    <Icon name="key" size={18} />
    Seneschal
  </a>
);

/** Beside the page on a wide screen; a popover on a narrow one, which needs no script. */
const Menu: FC<{ person: Person; member: Member; path: string; sandboxUrl: string | undefined }> = ({
  person,
  member,
  path,
  sandboxUrl,
}) => (
  <div id="menu" class="menu" popover="auto">
    <nav aria-label="Main">
      <ul>
        {NAVIGATION.map(({ href, text, icon }) => (
          <li>
            <a href={href} aria-current={currentOf(href, path)}>
              <Icon name={icon} />
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
    <div class="menu-foot">
      {sandboxUrl !== undefined && (
        <a class="simulated" href={sandboxUrl}>
          <span class="simulated-mark">Sandbox</span> Platforms without credentials are simulated
        </a>
      )}
      <a class="whoami" href="/sessions" aria-current={currentOf('/sessions', path)}>
        <Icon name="screen" />
        <span>
          <span class="name">{member.name}</span>
          <span class="soft">{member.role} · sessions</span>
        </span>
      </a>
      <Form action="/sign-out" csrf={person.csrf}>
        <button type="submit" class="button quiet wide">
          <Icon name="out" />
          Sign out
        </button>
      </Form>
    </div>
  </div>
);

const currentOf = (href: string, path: string): 'page' | 'true' | undefined =>
  path === href ? 'page' : href !== '/' && path.startsWith(`${href}/`) ? 'true' : undefined;
