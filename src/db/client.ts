import { drizzle } from 'drizzle-orm/d1';
import * as schema from './schema';

/** Typed queries over a D1 binding. Cheap to make. */
export const database = (d1: D1Database) => drizzle(d1, { schema });
export type Database = ReturnType<typeof database>;
