/**
 * Calls a tool as a client would and answers its structured content. Fails where the tool refused: a scenario is what works.
 * Undefined arguments are left out.
 */
export type Call = <T = Item>(tool: string, args?: Record<string, unknown>) => Promise<T>;

/** A plausible use of every tool of a connector, with real ids found by listing first. */
export type Scenario = (call: Call) => Promise<void>;

/** Something of a platform, as a tool answers it. */
export interface Item extends Record<string, unknown> {
  id: string;
}

export interface Page {
  items: Item[];
  nextCursor?: string;
}

/** The first of a list that fits; a scenario without one proves nothing. */
export function first(items: Item[], what: string, fits: (item: Item) => boolean = () => true): Item {
  const found = items.find(fits);
  if (found === undefined) throw new Error(`the sandbox has no ${what}`);
  return found;
}
