import { hash64 } from '../kernel/ids';
import { type Collection } from '../kernel/store';
import { type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';

export interface StoredNote {
  id: string;
  owner: PersonKey;
  title: string;
  created: number;
  updated: number;
  start: number;
  end: number;
  attendees: { name: string; email: string }[];
  folders: readonly string[];
  summary: { text: string; markdown: string };
  transcript: { mine: boolean; text: string; start: number; end: number }[];
}

export interface StoredEndpoint {
  id: string;
  owner: PersonKey;
  url: string;
  events: string[];
  secret: string;
}

/** Ids as Granola writes them: a prefix and fourteen letters and digits. */
export const granolaId = (prefix: string, name: string): string =>
  `${prefix}_${hash64(name).toString(36)}${hash64(`${name}+`).toString(36)}`.slice(0, prefix.length + 15);

export const FOLDERS = ['Customers', 'House'].map((name) => ({ id: granolaId('fol', name), name }));

export class Notebook {
  readonly notes: Collection<StoredNote>;
  readonly endpoints: Collection<StoredEndpoint>;

  constructor(readonly sandbox: Sandbox) {
    this.notes = sandbox.store.collection('granola.note');
    this.endpoints = sandbox.store.collection('granola.endpoint');
  }

  /** Newest first, as Granola lists them. */
  of(owner: PersonKey): StoredNote[] {
    return this.notes.list(owner).sort((a, b) => b.created - a.created);
  }
}
