import { type FC, type PropsWithChildren } from 'hono/jsx';

/** A page that says one thing. */
const Sheet: FC<PropsWithChildren<{ title: string }>> = ({ title, children }) => (
  <div class="sheet">
    <h1>{title}</h1>
    {children}
  </div>
);

export const SignInPage: FC<{ token: string; name: string; invited: boolean }> = ({ token, name, invited }) => (
  <Sheet title={invited ? `Welcome, ${name}` : 'Sign in'}>
    <p class="lead">
      {invited ? 'You were invited to this workspace.' : `This link signs you in as ${name}.`} It works once.
    </p>
    <form method="post" action="/sign-in" class="stack">
      <input type="hidden" name="token" value={token} />
      <div class="buttons">
        <button type="submit" class="button primary">
          Sign in
        </button>
      </div>
    </form>
  </Sheet>
);

export const StalePage: FC = () => (
  <Sheet title="This link no longer works">
    <p class="lead">
      Sign-in links work once and for 15 minutes; invitations for 7 days. Ask for a new one, or start Seneschal again:
      it prints a fresh link.
    </p>
  </Sheet>
);

export const SignedOutPage: FC = () => (
  <Sheet title="Signed out">
    <p class="lead">This browser no longer has access.</p>
  </Sheet>
);

export const SignInRequiredPage: FC = () => (
  <Sheet title="Sign in first">
    <p class="lead">
      Open the one-time sign-in link that Seneschal printed when it started, or the invitation you were sent. Then come
      back to this page.
    </p>
  </Sheet>
);

export const MessagePage: FC<{
  title: string;
  message: string;
  reference?: string;
  next?: { href: string; text: string };
}> = (props) => (
  <Sheet title={props.title}>
    <p class="lead">{props.message}</p>
    {props.reference !== undefined && (
      <p class="soft">
        Reference: <code>{props.reference}</code>
      </p>
    )}
    {props.next !== undefined && (
      <p class="sheet-next">
        <a class="button" href={props.next.href}>
          {props.next.text}
        </a>
      </p>
    )}
  </Sheet>
);
