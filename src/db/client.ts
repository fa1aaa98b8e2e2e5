import { type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import * as schema from './schema';

/** Typed queries over a D1 binding. Cheap to make. */
export const database = (d1: D1Database) => drizzle(d1, { schema });
export type Database = ReturnType<typeof database>;

/** A whole number of ours as part of a statement: drizzle binds no parameters of raw statements in a batch. */
export const literal = (value: number): SQL => sql.raw(String(Math.trunc(value)));
