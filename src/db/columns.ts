import { integer, text } from 'drizzle-orm/sqlite-core';

/** A moment, in milliseconds since 1970. */
export const at = (name: string) => integer(name, { mode: 'number' });

/** Whose row it is: every row of a tenant carries it. */
export const workspaceId = () => text('workspace_id').notNull();
