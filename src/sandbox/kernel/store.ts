/** JSON documents by kind, part (a channel, a mailbox …) and id, ordered by id, in the object's SQLite storage. */
export class Store {
  constructor(readonly sql: SqlStorage) {
    sql.exec(`CREATE TABLE IF NOT EXISTS docs (
      kind TEXT NOT NULL, part TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, part, id)
    ) WITHOUT ROWID`);
    sql.exec('CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID');
  }

  collection<T>(kind: string): Collection<T> {
    return new Collection<T>(this.sql, kind);
  }

  read<T>(key: string): T | undefined {
    const [row] = this.sql.exec<{ body: string }>('SELECT body FROM meta WHERE key = ?', key).toArray();
    return row && decode<T>(row.body);
  }

  write(key: string, value: unknown): void {
    this.sql.exec('INSERT OR REPLACE INTO meta (key, body) VALUES (?, ?)', key, JSON.stringify(value));
  }

  /** 1, 2, 3 … per name: new ids are deterministic for a given sequence of calls. */
  next(name: string): number {
    const value = (this.read<number>(`sequence:${name}`) ?? 0) + 1;
    this.write(`sequence:${name}`, value);
    return value;
  }

  /** Forgets what a platform keeps: its kinds begin with its id and a dot, its settings and sequences with its id and a colon. */
  clearPlatform(platform: string): void {
    this.sql.exec('DELETE FROM docs WHERE kind >= ? AND kind < ?', `${platform}.`, `${platform}/`);
    for (const prefix of [platform, `sequence:${platform}`]) {
      this.sql.exec('DELETE FROM meta WHERE key >= ? AND key < ?', `${prefix}:`, `${prefix};`);
    }
  }

  clearMeta(except: readonly string[]): void {
    for (const { key } of this.sql.exec<{ key: string }>('SELECT key FROM meta').toArray()) {
      if (!except.includes(key)) this.sql.exec('DELETE FROM meta WHERE key = ?', key);
    }
  }
}

export class Collection<T> {
  constructor(
    private readonly sql: SqlStorage,
    private readonly kind: string,
  ) {}

  get(part: string, id: string): T | undefined {
    const [row] = this.sql
      .exec<{ body: string }>('SELECT body FROM docs WHERE kind = ? AND part = ? AND id = ?', this.kind, part, id)
      .toArray();
    return row && decode<T>(row.body);
  }

  put(part: string, id: string, value: T): T {
    const body = JSON.stringify(value);
    this.sql.exec('INSERT OR REPLACE INTO docs (kind, part, id, body) VALUES (?, ?, ?, ?)', this.kind, part, id, body);
    return value;
  }

  delete(part: string, id: string): boolean {
    const cursor = this.sql.exec('DELETE FROM docs WHERE kind = ? AND part = ? AND id = ?', this.kind, part, id);
    return cursor.rowsWritten > 0;
  }

  list(part: string): T[] {
    return this.sql
      .exec<{ body: string }>('SELECT body FROM docs WHERE kind = ? AND part = ? ORDER BY id', this.kind, part)
      .toArray()
      .map((row) => decode<T>(row.body));
  }

  all(): T[] {
    return this.sql
      .exec<{ body: string }>('SELECT body FROM docs WHERE kind = ? ORDER BY part, id', this.kind)
      .toArray()
      .map((row) => decode<T>(row.body));
  }
}

/** For what the sandbox itself wrote into its storage: the type is the writer's. */
export function decode<T>(text: string): T {
  return JSON.parse(text) as T;
}
