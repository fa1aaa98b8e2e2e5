import { describe, expect, it } from 'vitest';
import { accessFor, type Share } from './access';
import { canManageMembers, hasScopes, ROLES, type Role, scopeAllowedForRole } from './principal';

const everybody = (access: Share['access']): Share => ({ with: 'workspace', id: '', access });
const member = (id: string, access: Share['access']): Share => ({ with: 'member', id, access });
const role = (id: Role, access: Share['access']): Share => ({ with: 'role', id, access });

/* What a caller gets of another member's shared integration, for each list of shares; the caller is mem_ada, a member. */
const SHARES: [name: string, shares: Share[], expected: 'none' | 'read' | 'write'][] = [
  ['nobody', [], 'none'],
  ['everybody, reads', [everybody('read')], 'read'],
  ['everybody, writes', [everybody('write')], 'write'],
  ['them, reads', [member('mem_ada', 'read')], 'read'],
  ['them, writes', [member('mem_ada', 'write')], 'write'],
  ['another member, writes', [member('mem_bob', 'write')], 'none'],
  ['their role, reads', [role('member', 'read')], 'read'],
  ['their role, writes', [role('member', 'write')], 'write'],
  ['another role, writes', [role('admin', 'write')], 'none'],
  ['everybody reads, they write', [everybody('read'), member('mem_ada', 'write')], 'write'],
  ['they write, everybody reads', [member('mem_ada', 'write'), everybody('read')], 'write'],
  ['another writes, their role reads', [member('mem_bob', 'write'), role('member', 'read')], 'read'],
  ['another and another role write', [member('mem_bob', 'write'), role('viewer', 'write')], 'none'],
  ['a member whose id is a role’s name', [member('member', 'write')], 'none'],
  ['a role whose name is their id', [{ with: 'role', id: 'mem_ada', access: 'write' }], 'none'],
];

const ada = { workspaceId: 'ws_one', memberId: 'mem_ada', role: 'member' } as const;
const bobs = { workspaceId: 'ws_one', owner: 'mem_bob' };

describe('who may use an integration', () => {
  it.each(SHARES)('shared with %s', (_name, sharedWith, expected) => {
    expect(accessFor(ada, { ...bobs, visibility: 'shared', sharedWith })).toBe(expected);
  });

  it.each(SHARES)('shares lie dormant while it is personal: %s', (_name, sharedWith) => {
    expect(accessFor(ada, { ...bobs, visibility: 'personal', sharedWith })).toBe('none');
  });

  it.each(SHARES)('no share reaches into another workspace: %s', (_name, sharedWith) => {
    const elsewhere = { ...ada, workspaceId: 'ws_two' };
    expect(accessFor(elsewhere, { ...bobs, visibility: 'shared', sharedWith })).toBe('none');
    expect(accessFor(elsewhere, { ...bobs, owner: 'mem_ada', visibility: 'shared', sharedWith })).toBe('none');
  });

  it.each(SHARES)('its owner always may: %s', (_name, sharedWith) => {
    for (const visibility of ['personal', 'shared'] as const) {
      expect(accessFor(ada, { ...bobs, owner: 'mem_ada', visibility, sharedWith })).toBe('write');
    }
  });

  it('a share with a role reaches that role alone', () => {
    const granted = (shared: Role) =>
      ROLES.map((own) =>
        accessFor({ ...ada, role: own }, { ...bobs, visibility: 'shared', sharedWith: [role(shared, 'read')] }),
      );
    expect(granted('owner')).toEqual(['read', 'none', 'none', 'none']);
    expect(granted('admin')).toEqual(['none', 'read', 'none', 'none']);
    expect(granted('member')).toEqual(['none', 'none', 'read', 'none']);
    expect(granted('viewer')).toEqual(['none', 'none', 'none', 'read']);
  });

  it('even the workspace’s owner and admins do not see what is personal to another', () => {
    const seen = ROLES.map((own) =>
      accessFor({ ...ada, role: own }, { ...bobs, visibility: 'personal', sharedWith: [] }),
    );
    expect(seen).toEqual(['none', 'none', 'none', 'none']);
  });
});

describe('what a role may be granted', () => {
  it('a viewer reads and nothing else', () => {
    expect(ROLES.map((own) => scopeAllowedForRole('slack:read', own))).toEqual([true, true, true, true]);
    expect(ROLES.map((own) => scopeAllowedForRole('slack:write', own))).toEqual([true, true, true, false]);
    expect(scopeAllowedForRole('slack:read:write', 'viewer')).toBe(false);
  });

  it('owners and admins manage members', () => {
    expect(ROLES.filter(canManageMembers)).toEqual(['owner', 'admin']);
  });

  it('needs every scope, each by its whole name', () => {
    const principal = { scopes: ['slack:read', 'gmail:write'] };
    expect(hasScopes(principal, [])).toBe(true);
    expect(hasScopes(principal, ['slack:read', 'gmail:write'])).toBe(true);
    expect(hasScopes(principal, ['slack:read', 'slack:write'])).toBe(false);
    expect(hasScopes(principal, ['slack'])).toBe(false);
  });
});
