import { type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import * as schema from './schema';

const over = (d1: D1Database) => drizzle(d1, { schema });
export type Database = ReturnType<typeof over>;

const known = new WeakMap<D1Database, Database>();

/** Typed queries over a D1 binding, made once for each: reading the whole schema takes as long as a query. */
export function database(d1: D1Database): Database {
  let made = known.get(d1);
  if (made === undefined) {
    made = over(d1);
    known.set(d1, made);
  }
  return made;
}

/** A whole number of ours as part of a statement: drizzle binds no parameters of raw statements in a batch. */
export const literal = (value: number): SQL => sql.raw(String(Math.trunc(value)));
