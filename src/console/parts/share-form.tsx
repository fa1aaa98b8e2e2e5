import { type FC } from 'hono/jsx';
import { type Person } from '../../auth/person';
import { type Share } from '../../core/access';
import { type IntegrationView } from '../../core/integration-view';
import { type Role, ROLES } from '../../core/principal';
import { type Member } from '../../db/people';
import { Form } from './form';
import { Panel } from './page-parts';

interface Choice {
  with: Share['with'];
  id: string;
  label: string;
  hint?: string;
}

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  owner: 'Every owner',
  admin: 'Every admin',
  member: 'Every member',
  viewer: 'Every viewer',
};

/** Who may use an integration, and for what. Without a tick it is its owner's alone. */
export const ShareForm: FC<{ person: Person; integration: IntegrationView; members: readonly Member[] }> = ({
  person,
  integration,
  members,
}) => {
  const others = members.filter(({ id }) => id !== person.principal.memberId);
  const choices: Choice[] = [
    { with: 'workspace', id: '', label: 'Everybody in the workspace' },
    ...ROLES.map((role) => ({ with: 'role' as const, id: role, label: ROLE_WORDS[role] })),
    ...others.map(({ id, name, email, role }) => ({ with: 'member' as const, id, label: name, hint: email ?? role })),
  ];
  return (
    <Panel
      id="share"
      title="Who may use it"
      lead="Their clients then work in this account, as you. Nothing ticked: you alone."
    >
      <Form action={`/integrations/${integration.id}/share`} csrf={person.csrf} class="stack">
        <div class="grants">
          {choices.map((choice) => (
            <Grant choice={choice} shares={integration.sharedWith} />
          ))}
        </div>
        {others.length === 0 && (
          <p class="soft">
            You are the only member so far. <a href="/members">Invite somebody</a> to share it by name.
          </p>
        )}
        <button type="submit" class="button">
          Save
        </button>
      </Form>
    </Panel>
  );
};

const Grant: FC<{ choice: Choice; shares: readonly Share[] }> = ({ choice, shares }) => (
  <fieldset class="grant">
    <legend>
      {choice.label}
      {choice.hint !== undefined && <span class="hint">{choice.hint}</span>}
    </legend>
    <div class="checks">
      {(['read', 'write'] as const).map((access) => (
        <label class="check">
          <input
            type="checkbox"
            name="share"
            value={`${choice.with}:${choice.id}:${access}`}
            checked={shares.some(
              (share) => share.with === choice.with && share.id === choice.id && share.access === access,
            )}
          />
          {access === 'read' ? 'Read' : 'Read and write'}
        </label>
      ))}
    </div>
  </fieldset>
);
