import { type FC } from 'hono/jsx';

/** A server and the scopes of it that may be ticked. */
export interface ScopeGroup {
  server: string;
  title: string;
  scopes: { scope: string; write: boolean; ticked: boolean }[];
}

/** A server per row, its scopes as check boxes. */
export const ScopeBoxes: FC<{ groups: readonly ScopeGroup[] }> = ({ groups }) => (
  <div class="grants">
    {groups.map((group) => (
      <fieldset class="grant">
        <legend>{group.title}</legend>
        <div class="checks">
          {group.scopes.map(({ scope, write, ticked }) => (
            <label class="check" title={scope}>
              <input type="checkbox" name="scope" value={scope} checked={ticked} />
              {labelOf(group.server, scope, write)}
            </label>
          ))}
        </div>
      </fieldset>
    ))}
  </div>
);

/** `Read`, `Write`, or what a server calls a scope of its own. */
function labelOf(server: string, scope: string, write: boolean): string {
  const name = scope.slice(server.length + 1);
  return name === 'read' ? 'Read' : name === 'write' ? 'Write' : write ? `Write: ${name}` : name;
}

/** Granted scopes, short. */
export const ScopeList: FC<{ scopes: readonly string[] }> = ({ scopes }) => (
  <span class="codes">
    {scopes.map((scope) => (
      <code>{scope}</code>
    ))}
  </span>
);
