/** What became of an effect, as far as the caller was told. */
export type Told =
  /** It happened. */
  | 'done'
  /** It certainly did not. */
  | 'refused'
  /** It may have. */
  | 'unknown'
  /** Nobody said anything: whoever was asked had been killed. */
  | 'silence';

export interface Effect {
  /** Stands in what the platform is asked for. */
  marker: string;
  tool: string;
  keyed: boolean;
  told: Told;
  /** Every distinct result given for it: a key answers one. */
  results: Set<string>;
}

/** Everything the load asked for and was promised. */
export interface Ledger {
  effects: Effect[];
  /** How often each webhook was answered 200, by platform and delivery id. */
  accepted: Map<string, number>;
  /** Every sync job somebody was told of. */
  jobs: Set<string>;
  /** When Seneschal was killed. */
  kills: number[];
  reads: number;
  expiries: number;
  crons: number;
  reconnects: number;
}

export const emptyLedger = (): Ledger => ({
  effects: [],
  accepted: new Map(),
  jobs: new Set(),
  kills: [],
  reads: 0,
  expiries: 0,
  crons: 0,
  reconnects: 0,
});

/** Markers in a text, also in what a mail carries encoded. */
export function markersIn(body: string): string[] {
  const raw = /"raw":"([\w-]+)/.exec(body)?.[1];
  const text = raw === undefined ? body : body + Buffer.from(raw, 'base64url').toString('utf8');
  return [...new Set(text.match(/chaos-[ku]\d+-end/g) ?? [])];
}
