import { type Collection } from '../kernel/store';
import { type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';
import { folderIdOf } from './ids';

export interface StoredFolder {
  id: string;
  name: string;
  parent: string;
  /** The name the service itself knows it by. */
  known?: string;
}

/** Outlook's own, in the order it lists them: by name. */
const OWN: readonly [known: string, name: string][] = [
  ['archive', 'Archive'],
  ['deleteditems', 'Deleted Items'],
  ['drafts', 'Drafts'],
  ['inbox', 'Inbox'],
  ['junkemail', 'Junk Email'],
  ['outbox', 'Outbox'],
  ['sentitems', 'Sent Items'],
];

const ROOT = 'msgfolderroot';

/** One person's mail folders. */
export class Folders {
  private readonly stored: Collection<StoredFolder>;

  constructor(
    private readonly sandbox: Sandbox,
    readonly owner: PersonKey,
  ) {
    this.stored = sandbox.store.collection('outlook.folder');
  }

  seed(): void {
    for (const [known, name] of OWN) this.stored.put(this.owner, this.own(known), this.ownFolder(known, name));
  }

  private ownFolder(known: string, name: string): StoredFolder {
    return { id: this.own(known), name, parent: this.root, known };
  }

  get root(): string {
    return folderIdOf(this.owner, ROOT);
  }

  own(known: string): string {
    return folderIdOf(this.owner, known);
  }

  /** By id, or by a name of the service's own in any case. */
  find(given: string): StoredFolder | undefined {
    const known = given.toLowerCase();
    if (known === ROOT) return { id: this.root, name: 'Top of Information Store', parent: '' };
    return this.stored.get(this.owner, given) ?? this.all().find((folder) => folder.known === known);
  }

  all(): StoredFolder[] {
    return this.stored.list(this.owner).sort((a, b) => a.name.localeCompare(b.name));
  }

  inside(parent: string): StoredFolder[] {
    return this.all().filter((folder) => folder.parent === parent);
  }

  add(
    name: string,
    parent: string,
    key = `new:${this.sandbox.store.next(`outlook:folder:${this.owner}`)}`,
  ): StoredFolder {
    const id = folderIdOf(this.owner, key);
    return this.stored.put(this.owner, id, { id, name, parent });
  }
}
