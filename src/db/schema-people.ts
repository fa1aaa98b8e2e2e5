import { index, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { type Role } from '../core/principal';
import { at, workspaceId } from './columns';

/* Workspaces, who belongs to them, and how they sign in. */

export const workspaces = sqliteTable('workspaces', {
  id: text('id').primaryKey(),
  /** `main` for the first workspace; unique, so that two first sign-ins make one workspace. */
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  createdAt: at('created_at').notNull(),
});

export const members = sqliteTable(
  'members',
  {
    id: text('id').primaryKey(),
    workspaceId: workspaceId(),
    name: text('name').notNull(),
    email: text('email'),
    role: text('role').$type<Role>().notNull(),
    createdAt: at('created_at').notNull(),
    removedAt: at('removed_at'),
  },
  (table) => [index('members_by_workspace').on(table.workspaceId)],
);

/** One-time links: the owner's first, and invitations. Only their hash is kept. */
export const signInLinks = sqliteTable('sign_in_links', {
  hash: text('hash').primaryKey(),
  workspaceId: workspaceId(),
  /** Whom the link signs in; empty for an invitation, whose use makes the member. */
  memberId: text('member_id'),
  role: text('role').$type<Role>().notNull(),
  name: text('name').notNull(),
  email: text('email'),
  createdBy: text('created_by'),
  createdAt: at('created_at').notNull(),
  expiresAt: at('expires_at').notNull(),
});

export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    hash: text('hash').notNull().unique(),
    workspaceId: workspaceId(),
    memberId: text('member_id').notNull(),
    userAgent: text('user_agent').notNull(),
    createdAt: at('created_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
  },
  (table) => [index('sessions_by_member').on(table.memberId)],
);

/** Personal access tokens, as hashes. */
export const accessTokens = sqliteTable(
  'access_tokens',
  {
    id: text('id').primaryKey(),
    hash: text('hash').notNull().unique(),
    workspaceId: workspaceId(),
    memberId: text('member_id').notNull(),
    name: text('name').notNull(),
    scopes: text('scopes', { mode: 'json' }).$type<string[]>().notNull(),
    createdAt: at('created_at').notNull(),
    lastUsedAt: at('last_used_at'),
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
  },
  (table) => [index('access_tokens_by_member').on(table.memberId)],
);
