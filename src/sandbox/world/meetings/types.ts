import { type PersonKey } from '../people';
import { type At } from '../time';

/** Somebody without an account anywhere. */
export interface Guest {
  name: string;
  email: string;
}

export type Speaker = PersonKey | 'guest';

export interface Held {
  /** When it really began, and how long it really took. */
  at: At;
  minutes: number;
  attended: readonly PersonKey[];
  /** Who spoke, in order. A meeting with lines was recorded and has a transcript. */
  lines?: readonly (readonly [Speaker, string])[];
  summary?: { overview: string; details: readonly { label: string; summary: string }[]; next: readonly string[] };
}

export interface Meeting {
  key: string;
  topic: string;
  agenda: string;
  host: PersonKey;
  invited: readonly PersonKey[];
  guest?: Guest;
  /** The only occurrence, or the first of a weekly series. */
  at: At;
  minutes: number;
  weeks?: number;
  held: readonly Held[];
}
