import { type ConsentDescription } from '@cloudflare/workers-oauth-provider';
import { type FC } from 'hono/jsx';
import { sanitize } from '../core/untrusted';
import { Badge } from './parts/badge';
import { Notice } from './parts/page-parts';
import { type ScopeGroup } from './parts/scopes';

export { type ScopeGroup } from './parts/scopes';

const MOST_LETTERS = 80;

/**
 * Where a person decides what a client may do for them. Everything from the client is a text node or an attribute, which JSX escapes;
 * what cannot be seen is taken out of its name, so that it looks like what it is.
 */
export const ConsentPage: FC<{ client: ConsentDescription; groups: ScopeGroup[]; handle: string; member: string }> = (
  props,
) => {
  const { client, groups, handle, member } = props;
  const name = sanitize(client.clientName).trim().slice(0, MOST_LETTERS) || 'A client without a name';
  return (
    <div class="sheet">
      <h1>
        Allow <bdi>{name}</bdi> to act for you?
      </h1>
      <p class="lead">
        You are signed in as {member}. It can do what you tick below, until you remove it under Clients.
      </p>
      <form method="post" action="/authorize" class="stack">
        <input type="hidden" name="handle" value={handle} />
        <dl class="facts">
          <div>
            <dt>Who is asking</dt>
            <dd>
              {client.clientDomain === undefined ? (
                <>
                  <Badge tone="warn" shape="triangle" word="Unverified" /> This app registered itself; its name is not
                  verified.
                </>
              ) : (
                <>
                  <Badge tone="ok" shape="disc" word="Verified" /> Published by <strong>{client.clientDomain}</strong>
                </>
              )}
            </dd>
          </div>
          <div>
            <dt>Access is sent to</dt>
            <dd>
              <strong>{client.redirectHost}</strong>
            </dd>
          </div>
        </dl>
        {client.redirectIsLoopback && (
          <Notice tone="warn">
            <strong>This sends access to an app on your computer.</strong> Continue only if you just started signing in
            from it.
          </Notice>
        )}
        {groups.length === 0 ? (
          <Notice tone="warn">Nothing it asks for can be granted with your role. Deny it, and ask an admin.</Notice>
        ) : (
          groups.map((group) => <Group group={group} />)
        )}
        <div class="buttons">
          <button type="submit" name="decision" value="approve" class="button primary">
            Allow
          </button>
          <button type="submit" name="decision" value="deny" class="button">
            Deny
          </button>
        </div>
      </form>
    </div>
  );
};

const Group: FC<{ group: ScopeGroup }> = ({ group }) => (
  <fieldset class="scope-group">
    <legend>{group.title}</legend>
    {group.scopes.map(({ scope, write, ticked }) => (
      <label class="check">
        <input type="checkbox" name="scope" value={scope} checked={ticked} />
        <span>
          {write ? 'Change things' : 'Read'} <code>{scope}</code>
        </span>
      </label>
    ))}
  </fieldset>
);
