import { type Principal, type Role } from './principal';

/** Who besides its owner may use an integration, and for what. */
export interface Share {
  /** The whole workspace, one member, or everybody of a role. */
  with: 'workspace' | 'member' | 'role';
  /** The member's id or the role's name; empty for the workspace. */
  id: string;
  access: 'read' | 'write';
}

export interface Ownership {
  workspaceId: string;
  owner: string;
  visibility: 'personal' | 'shared';
  sharedWith: readonly Share[];
}

type Caller = Pick<Principal, 'workspaceId' | 'memberId'> & { role: Role };

/**
 * What `caller` may do with an integration: nothing, read, or read and write.
 * For whoever gets `none` the integration does not exist: same answers as for a random id.
 */
export function accessFor(caller: Caller, integration: Ownership): 'none' | 'read' | 'write' {
  if (caller.workspaceId !== integration.workspaceId) return 'none';
  if (caller.memberId === integration.owner) return 'write';
  if (integration.visibility !== 'shared') return 'none';
  const shares = integration.sharedWith.filter(
    (share) =>
      share.with === 'workspace' ||
      (share.with === 'member' && share.id === caller.memberId) ||
      (share.with === 'role' && share.id === caller.role),
  );
  if (shares.some((share) => share.access === 'write')) return 'write';
  return shares.length > 0 ? 'read' : 'none';
}
