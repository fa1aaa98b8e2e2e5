import { digitsId } from '../kernel/ids';
import { type Collection } from '../kernel/store';
import { type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';

export type ColumnKind = 'text' | 'long_text' | 'status' | 'date' | 'people' | 'numbers';

export interface StoredColumn {
  id: string;
  title: string;
  type: ColumnKind;
  labels?: string[];
}

export interface StoredBoard {
  id: string;
  name: string;
  description: string;
  type: 'board' | 'sub_items_board';
  owner: PersonKey;
  /** Who sees it; undefined for everybody. */
  members?: readonly PersonKey[];
  groups: { id: string; title: string }[];
  columns: StoredColumn[];
  updated: number;
  /** Board of the items its items have below them. */
  subitems?: string;
}

export interface StoredItem {
  id: string;
  board: string;
  group: string;
  name: string;
  creator: PersonKey;
  created: number;
  updated: number;
  state: 'active' | 'archived' | 'deleted';
  parent?: string;
  /** By column id, each as its column's kind keeps it: text, or people by key separated by commas. */
  values: Record<string, string>;
}

export interface StoredUpdate {
  id: string;
  item: string;
  parent?: string;
  body: string;
  creator: PersonKey;
  created: number;
  edited: number;
}

export interface StoredWebhook {
  id: string;
  board: string;
  event: string;
  url: string;
  person: PersonKey;
}

export interface StoredLog {
  id: string;
  board: string;
  event: string;
  data: string;
  at: number;
  person: PersonKey;
}

export const ACCOUNT = { id: digitsId('monday:account', 8), name: 'Larkfield Sensors', slug: 'larkfield' };
export const WORKSPACE = { id: digitsId('monday:workspace', 7), name: 'Customers', kind: 'open', description: null };
export const SITE = `https://${ACCOUNT.slug}.monday.com`;
export const mondayUserId = (person: PersonKey): string => digitsId(`monday:user:${person}`, 8);
export const boardIdOf = (key: string): string => digitsId(`monday:board:${key}`, 10);
export const itemIdOf = (key: string): string => digitsId(`monday:item:${key}`, 10);

/** Everything one account of monday.com holds. */
export class Boards {
  readonly boards: Collection<StoredBoard>;
  readonly items: Collection<StoredItem>;
  readonly updates: Collection<StoredUpdate>;
  readonly webhooks: Collection<StoredWebhook>;
  readonly logs: Collection<StoredLog>;

  constructor(readonly sandbox: Sandbox) {
    const { store } = sandbox;
    this.boards = store.collection('monday.board');
    this.items = store.collection('monday.item');
    this.updates = store.collection('monday.update');
    this.webhooks = store.collection('monday.webhook');
    this.logs = store.collection('monday.log');
  }

  newId(kind: string): string {
    return String(9_000_000_000 + this.sandbox.store.next(`monday:${kind}`));
  }

  /** A board this person may see. */
  board(person: PersonKey, id: string): StoredBoard | undefined {
    const board = this.boards.get('', id);
    return board && (board.members?.includes(person) ?? true) ? board : undefined;
  }

  visible(person: PersonKey): StoredBoard[] {
    return this.boards
      .list('')
      .filter(({ members }) => members?.includes(person) ?? true)
      .sort((a, b) => b.updated - a.updated);
  }

  /** An item on a board this person may see; a deleted one is none. */
  item(person: PersonKey, id: string): StoredItem | undefined {
    const item = this.items.get('', id);
    return item && item.state !== 'deleted' && this.board(person, item.board) ? item : undefined;
  }

  itemsOf(board: string): StoredItem[] {
    return this.items.list('').filter((item) => item.board === board && item.state === 'active');
  }

  save(item: StoredItem): StoredItem {
    const board = this.boards.get('', item.board);
    if (board) this.boards.put('', board.id, { ...board, updated: Math.max(board.updated, item.updated) });
    return this.items.put('', item.id, item);
  }

  log(person: PersonKey, board: string, event: string, data: unknown): void {
    const id = this.newId('log');
    this.logs.put('', id, { id, board, event, data: JSON.stringify(data), at: this.sandbox.now(), person });
  }

  /** The updates on an item, the newest first; replies stand below theirs. */
  updatesOf(item: string): StoredUpdate[] {
    return this.updates
      .list('')
      .filter((update) => update.item === item && update.parent === undefined)
      .sort((a, b) => b.created - a.created);
  }

  repliesTo(update: string): StoredUpdate[] {
    return this.updates
      .list('')
      .filter(({ parent }) => parent === update)
      .sort((a, b) => a.created - b.created);
  }
}
