import { type ConsentDescription } from '@cloudflare/workers-oauth-provider';
import { type FC } from 'hono/jsx';

export interface ScopeGroup {
  server: string;
  title: string;
  scopes: { scope: string; write: boolean; ticked: boolean }[];
}

/** Everything from the client is a text node or an attribute: JSX escapes it. */
export const ConsentPage: FC<{ client: ConsentDescription; groups: ScopeGroup[]; handle: string; member: string }> = (
  props,
) => {
  const { client, groups, handle, member } = props;
  return (
    <>
      <h1>Allow {client.clientName} to act for you?</h1>
      <p>
        {client.clientDomain === undefined ? (
          <strong>This app registered itself; its name is not verified.</strong>
        ) : (
          <>
            Published by <strong>{client.clientDomain}</strong>.
          </>
        )}{' '}
        Access is sent to <strong>{client.redirectHost}</strong>. You are signed in as {member}.
      </p>
      {client.redirectIsLoopback && (
        <p role="alert">
          <strong>This sends access to an app on your computer.</strong> Continue only if you just started signing in
          from it.
        </p>
      )}
      <form method="post" action="/authorize">
        <input type="hidden" name="handle" value={handle} />
        {groups.map((group) => (
          <fieldset>
            <legend>{group.title}</legend>
            {group.scopes.map(({ scope, write, ticked }) => (
              <label>
                <input type="checkbox" name="scope" value={scope} checked={ticked} /> {write ? 'Change things' : 'Read'}{' '}
                <code>{scope}</code>
              </label>
            ))}
          </fieldset>
        ))}
        <button type="submit" name="decision" value="approve">
          Allow
        </button>
        <button type="submit" name="decision" value="deny">
          Deny
        </button>
      </form>
    </>
  );
};
