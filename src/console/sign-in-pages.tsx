import { type FC } from 'hono/jsx';

export const SignInPage: FC<{ token: string; name: string; invited: boolean }> = ({ token, name, invited }) => (
  <>
    <h1>{invited ? `Welcome, ${name}` : 'Sign in'}</h1>
    <p>{invited ? 'You were invited to this workspace.' : `This link signs you in as ${name}.`} It works once.</p>
    <form method="post" action="/sign-in">
      <input type="hidden" name="token" value={token} />
      <button type="submit">Sign in</button>
    </form>
  </>
);

export const StalePage: FC = () => (
  <>
    <h1>This link no longer works</h1>
    <p>
      Sign-in links work once and for 15 minutes; invitations for 7 days. Ask for a new one, or start Seneschal again:
      it prints a fresh link.
    </p>
  </>
);

export const SignedOutPage: FC = () => (
  <>
    <h1>Signed out</h1>
    <p>This browser no longer has access.</p>
  </>
);

export const SignInRequiredPage: FC = () => (
  <>
    <h1>Sign in first</h1>
    <p>
      Open the one-time sign-in link that Seneschal printed when it started, or the invitation you were sent. Then come
      back to this page.
    </p>
  </>
);

export const MessagePage: FC<{
  title: string;
  message: string;
  reference?: string;
  next?: { href: string; text: string };
}> = (props) => (
  <>
    <h1>{props.title}</h1>
    <p>{props.message}</p>
    {props.reference !== undefined && (
      <p>
        Reference: <code>{props.reference}</code>
      </p>
    )}
    {props.next !== undefined && (
      <p>
        <a href={props.next.href}>{props.next.text}</a>
      </p>
    )}
  </>
);
