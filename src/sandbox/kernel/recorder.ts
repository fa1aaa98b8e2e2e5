import { bodyText, contentType, parseJson, type Call } from './call';
import { decode } from './store';

export interface RecordedRequest {
  at: string;
  method: string;
  host: string;
  path: string;
  query: Record<string, string | string[]>;
  headers: Record<string, string>;
  body: unknown;
  /** What the sandbox answered; 0 when a scripted fault left the request hanging. */
  status: number;
}

const KEPT = 5_000;
const BODY_LIMIT = 256 * 1024;

/** The last requests anybody made of the simulated platforms. */
export class Recorder {
  constructor(private readonly sql: SqlStorage) {
    sql.exec(
      'CREATE TABLE IF NOT EXISTS requests (id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT NOT NULL, body TEXT NOT NULL)',
    );
  }

  record(call: Call, status: number, at: number): void {
    const item: RecordedRequest = {
      at: new Date(at).toISOString(),
      method: call.method,
      host: call.host,
      path: call.path,
      query: grouped(call.query),
      headers: Object.fromEntries(call.headers),
      body: readable(call),
      status,
    };
    this.sql.exec('INSERT INTO requests (host, body) VALUES (?, ?)', call.host, JSON.stringify(item));
    this.sql.exec('DELETE FROM requests WHERE id <= (SELECT MAX(id) FROM requests) - ?', KEPT);
  }

  /** Oldest first. */
  list(host?: string): RecordedRequest[] {
    const rows = host
      ? this.sql.exec<{ body: string }>('SELECT body FROM requests WHERE host = ? ORDER BY id', host)
      : this.sql.exec<{ body: string }>('SELECT body FROM requests ORDER BY id');
    return rows.toArray().map((row) => decode<RecordedRequest>(row.body));
  }

  latest(count: number): RecordedRequest[] {
    const rows = this.sql.exec<{ body: string }>('SELECT body FROM requests ORDER BY id DESC LIMIT ?', count);
    return rows.toArray().map((row) => decode<RecordedRequest>(row.body));
  }

  clear(): void {
    this.sql.exec('DELETE FROM requests');
  }
}

export function grouped(values: URLSearchParams): Record<string, string | string[]> {
  const out: Record<string, string | string[]> = {};
  for (const key of new Set(values.keys())) {
    const all = values.getAll(key);
    out[key] = all.length === 1 ? (all[0] ?? '') : all;
  }
  return out;
}

function readable(call: Call): unknown {
  const text = bodyText(call);
  if (text.length > BODY_LIMIT) return text.slice(0, BODY_LIMIT);
  const type = contentType(call.headers);
  if (type === 'application/x-www-form-urlencoded') return grouped(new URLSearchParams(text));
  return (type === 'application/json' || type.endsWith('+json') ? parseJson(text) : undefined) ?? text;
}
