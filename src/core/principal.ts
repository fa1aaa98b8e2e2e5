/** A person's standing in a workspace. */
export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who is calling. Comes only from a verified token or session, never from an argument, URL or header.
 */
export interface Principal {
  workspaceId: string;
  memberId: string;
  role: Role;
  /** How the person came in: an OAuth client's id, `token:{id}` for a personal access token, `session:{id}` for the console. */
  client: string;
  /** Granted scopes, already bounded by the role. */
  scopes: readonly string[];
}

/** A viewer reads; everybody else may be granted reads and writes. */
export const scopeAllowedForRole = (scope: string, role: Role): boolean => role !== 'viewer' || scope.endsWith(':read');

export const canManageMembers = (role: Role): boolean => role === 'owner' || role === 'admin';

export const hasScopes = (principal: Pick<Principal, 'scopes'>, needed: readonly string[]): boolean =>
  needed.every((scope) => principal.scopes.includes(scope));
