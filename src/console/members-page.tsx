import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { canManageMembers, type Role } from '../core/principal';
import { type Member } from '../db/people';
import { NoticeOf } from './notices';
import { Badge } from './parts/badge';
import { Copyable } from './parts/copy';
import { Confirm, Field, Form } from './parts/form';
import { Notice, PageHead, Panel } from './parts/page-parts';
import { Cell, Row, Table } from './parts/table';
import { Time } from './parts/time';

export interface MembersPageProps {
  person: Person;
  members: readonly Member[];
  /** Roles this person may invite people to; none where they manage nobody. */
  invitable: readonly Role[];
  /** May this person remove that member? */
  removable: (member: Member) => boolean;
  /** An invitation just made: its link is shown on this page and never again. */
  invited?: { name: string; link: string };
  refused?: { problem: string; name: string; email: string };
  notice?: string | undefined;
}

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  owner: 'everything, also who is owner or admin',
  admin: 'manages members and sees the whole audit',
  member: 'connects accounts and uses them',
  viewer: 'reads what others share',
};

export const MembersPage: FC<MembersPageProps> = (props) => {
  const { person, members, invitable, removable, invited, notice } = props;
  const manages = canManageMembers(person.principal.role);
  return (
    <>
      <PageHead
        title="Members"
        lead={
          manages
            ? 'People of this workspace. Whoever opens an invitation first becomes the member.'
            : 'People of this workspace. Owners and admins invite and remove them.'
        }
      />
      <NoticeOf code={notice} />
      {invited !== undefined && (
        <section class="notice" aria-labelledby="invited" data-once="/members">
          <h2 id="invited">Invitation for {invited.name}</h2>
          <p>Send this link to {invited.name} alone. It works once, for 7 days, and is not shown again.</p>
          <Copyable text={invited.link} label="the invitation" />
        </section>
      )}
      <Panel id="list" title="Members" flush>
        <Table
          caption="Members"
          columns={manages ? ['Name', 'Role', 'Member since', ''] : ['Name', 'Role', 'Member since']}
        >
          {members.map((member) => (
            <Row>
              <Cell>
                <span>
                  <strong>{member.name}</strong>{' '}
                  {member.id === person.principal.memberId && <Badge tone="accent" shape="disc" word="You" />}
                  {member.email !== null && <span class="hint">{member.email}</span>}
                </span>
              </Cell>
              <Cell label="Role">
                <span>
                  {member.role}
                  <span class="hint">{ROLE_WORDS[member.role]}</span>
                </span>
              </Cell>
              <Cell label="Member since" class="tight">
                <Time at={member.createdAt} />
              </Cell>
              {manages && (
                <Cell class="end">
                  {removable(member) && (
                    <Confirm
                      action={`/members/${member.id}/remove`}
                      csrf={person.csrf}
                      label="Remove …"
                      about={member.name}
                      confirm={`Remove ${member.name}`}
                    >
                      <p>
                        {member.name} is signed out everywhere, and their tokens and clients stop working at once.
                        Accounts they shared go on working for the others until an owner or admin disconnects them.
                      </p>
                    </Confirm>
                  )}
                </Cell>
              )}
            </Row>
          ))}
        </Table>
      </Panel>
      {invitable.length > 0 && <Invite {...props} />}
    </>
  );
};

const Invite: FC<MembersPageProps> = ({ person, invitable, refused }) => (
  <Panel
    id="invite"
    title="Invite somebody"
    lead="Makes a link that works once. Seneschal sends nothing: you hand it over."
  >
    <Form action="/members/invite" csrf={person.csrf} class="stack">
      {refused !== undefined && <Notice tone="warn">{refused.problem}</Notice>}
      <div class="form-grid">
        <Field label="Name" hint="As others will see it.">
          <input class="input" name="name" required maxlength={100} autocomplete="off" value={refused?.name} />
        </Field>
        <Field label="E-mail (optional)" hint="Shown beside the name.">
          <input class="input" name="email" type="email" maxlength={254} autocomplete="off" value={refused?.email} />
        </Field>
        <Field label="Role" hint={`member: ${ROLE_WORDS.member}; viewer: ${ROLE_WORDS.viewer}`}>
          <select name="role" class="input">
            {invitable.map((role) => (
              <option value={role} selected={role === 'member'}>
                {role}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <button type="submit" class="button primary">
        Make invitation
      </button>
    </Form>
  </Panel>
);
