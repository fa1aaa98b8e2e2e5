import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { forgetBearers } from '../auth/bearer';
import { type App, requireSession } from '../auth/person';
import { MembersPage, type MembersPageProps } from '../console/members-page';
import { html } from '../console/page';
import { notFound, SeneschalError } from '../core/errors';
import { canManageMembers, type Role, ROLES } from '../core/principal';
import { database } from '../db/client';
import { findMember, listMembers, makeInvitation, type Member, removeMember } from '../db/people';
import { settings } from '../env';
import { audited, changing } from './change';

/** The people of a workspace. */
export const members = new Hono<App>();

members.get('/members', (c) => page(c, { notice: c.req.query('notice') }));

const inviteInput = z.strictObject({
  name: z.string().trim().min(1, 'give a name').max(100, 'use at most 100 letters for the name'),
  email: z.preprocess(
    (value) => (value === '' ? null : value),
    z.email('that is no e-mail address').max(254).nullable(),
  ),
  role: z.enum(ROLES, 'choose a role'),
});

members.post('/members/invite', async (c) => {
  const person = await changing(c);
  const { role: own, workspaceId, memberId } = person.principal;
  if (!canManageMembers(own)) throw notYours();
  const form = await c.req.parseBody();
  const parsed = inviteInput.safeParse({ name: form['name'], email: form['email'] ?? '', role: form['role'] });
  if (!parsed.success) {
    const problem = `Nobody was invited: ${parsed.error.issues[0]?.message ?? 'check the form'}.`;
    return page(c, { refused: { problem, name: textOf(form['name']), email: textOf(form['email']) } }, 400);
  }
  const { name, email, role } = parsed.data;
  if (!mayManage(own, role)) {
    await audited(c, person, 'member.invite', role, 'refused');
    throw new SeneschalError(
      'insufficient_scope',
      'Only an owner invites owners and admins. Invite a member or viewer, or ask an owner.',
    );
  }
  const token = await makeInvitation(database(c.env.DB), { workspaceId, role, name, email, createdBy: memberId });
  await audited(c, person, 'member.invite', `${role} ${name}`);
  return page(c, { invited: { name, link: `${settings(c.env).publicUrl}/sign-in?token=${token}` } });
});

members.post('/members/:id/remove', async (c) => {
  const person = await changing(c);
  if (!canManageMembers(person.principal.role)) throw notYours();
  const db = database(c.env.DB);
  const { workspaceId, memberId } = person.principal;
  const member = await findMember(db, c.req.param('id'));
  if (member?.workspaceId !== workspaceId) throw notFound('The member');
  if (member.id === memberId)
    throw new SeneschalError('conflict', 'You cannot remove yourself. Ask another owner or admin.');
  if (!mayManage(person.principal.role, member.role)) {
    await audited(c, person, 'member.remove', member.id, 'refused');
    throw new SeneschalError('insufficient_scope', 'Only an owner removes owners and admins.');
  }
  await removeMember(db, workspaceId, member.id);
  await c.env.JOBS.send({ type: 'leaver', workspaceId, memberId: member.id, actor: memberId });
  forgetBearers();
  await audited(c, person, 'member.remove', member.id);
  return c.redirect('/members?notice=member-removed', 303);
});

type Extra = Pick<MembersPageProps, 'invited' | 'refused' | 'notice'>;

async function page(c: Context<App>, extra: Extra, status = 200): Promise<Response> {
  const person = requireSession(c);
  const { role, workspaceId, memberId } = person.principal;
  const props = {
    person,
    members: await listMembers(database(c.env.DB), workspaceId),
    invitable: ROLES.filter((other) => mayManage(role, other)),
    removable: (member: Member) => member.id !== memberId && mayManage(role, member.role),
    ...extra,
  };
  return html(c, <MembersPage {...props} />, status, { title: 'Members' });
}

/**
 * An owner manages everybody, an admin members and viewers. Nobody removes themselves, so the last owner stays: whoever removes an
 * owner is one.
 */
const mayManage = (own: Role, other: Role): boolean =>
  own === 'owner' || (own === 'admin' && other !== 'owner' && other !== 'admin');

const notYours = (): SeneschalError =>
  new SeneschalError('insufficient_scope', 'Only owners and admins invite and remove members.');

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 254) : '');
