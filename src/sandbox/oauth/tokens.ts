import { randomText } from '../kernel/crypto';
import { decode } from '../kernel/store';
import { type PersonKey } from '../world/people';

/** How long an authorization code lives at any of the platforms, at most. */
const CODE_LIFE_S = 300;

export interface CodeGrant {
  platform: string;
  person: PersonKey;
  redirectUri: string;
  scopes: string[];
  challenge?: string;
  /** What only one platform needs to remember, e.g. Slack's user scopes. */
  extra: Record<string, string>;
}

export interface Token {
  token: string;
  platform: string;
  kind: 'access' | 'refresh';
  /** Tells tokens of one platform apart, e.g. Slack's bot and user tokens. */
  role: string;
  person: PersonKey;
  /** Revoking one token of a family ends all of it. */
  family: string;
  scopes: string[];
  issued: number;
  /** Milliseconds; 0 for never. */
  expires: number;
  state: 'live' | 'revoked' | 'used';
}

export type TokenState = 'live' | 'expired' | 'revoked' | 'unknown';

interface TokenRow {
  [column: string]: SqlStorageValue;
  token: string;
  platform: string;
  kind: string;
  role: string;
  person: string;
  family: string;
  scopes: string;
  issued: number;
  expires: number;
  state: string;
}

/** Codes and tokens of every platform. What a token looks like and how it dies is the platform's business. */
export class Tokens {
  constructor(
    private readonly sql: SqlStorage,
    private readonly now: () => number,
  ) {
    sql.exec(`CREATE TABLE IF NOT EXISTS codes (
      code TEXT PRIMARY KEY, body TEXT NOT NULL, expires INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID`);
    sql.exec(`CREATE TABLE IF NOT EXISTS tokens (
      token TEXT PRIMARY KEY, platform TEXT NOT NULL, kind TEXT NOT NULL, role TEXT NOT NULL, person TEXT NOT NULL,
      family TEXT NOT NULL, scopes TEXT NOT NULL, issued INTEGER NOT NULL, expires INTEGER NOT NULL, state TEXT NOT NULL
    ) WITHOUT ROWID`);
    sql.exec('CREATE INDEX IF NOT EXISTS tokens_by_family ON tokens (family, kind, state)');
  }

  issueCode(grant: CodeGrant): string {
    const code = `${randomText(12)}.${randomText(24)}`;
    const expires = this.now() + CODE_LIFE_S * 1000;
    this.sql.exec('INSERT INTO codes VALUES (?, ?, ?, 0)', code, JSON.stringify(grant), expires);
    return code;
  }

  /**
   * Spends a code, whatever the caller then thinks of the rest of the request: a second attempt has to authorise again.
   * undefined for a code that is unknown, of another platform, too old or spent.
   */
  redeemCode(platform: string, code: string): CodeGrant | undefined {
    const [row] = this.sql
      .exec<{ body: string; expires: number; used: number }>('SELECT * FROM codes WHERE code = ?', code)
      .toArray();
    if (!row) return undefined;
    this.sql.exec('UPDATE codes SET used = 1 WHERE code = ?', code);
    const grant = decode<CodeGrant>(row.body);
    return row.used || row.expires <= this.now() || grant.platform !== platform ? undefined : grant;
  }

  issue(token: Omit<Token, 'issued' | 'expires' | 'state'>, lifeSeconds: number): Token {
    const issued = this.now();
    const full: Token = { ...token, issued, expires: lifeSeconds && issued + lifeSeconds * 1000, state: 'live' };
    this.sql.exec(
      'INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[full.token, full.platform, full.kind, full.role, full.person, full.family, JSON.stringify(full.scopes)],
      ...[full.issued, full.expires, full.state],
    );
    return full;
  }

  find(platform: string, token: string, kind?: Token['kind']): Token | undefined {
    const [row] = this.sql
      .exec<TokenRow>('SELECT * FROM tokens WHERE token = ? AND platform = ?', token, platform)
      .toArray();
    return row && (kind === undefined || row.kind === kind) ? fromRow(row) : undefined;
  }

  state(token: Token | undefined): TokenState {
    if (!token) return 'unknown';
    if (token.state !== 'live') return 'revoked';
    return token.expires !== 0 && token.expires <= this.now() ? 'expired' : 'live';
  }

  /** A refresh token was exchanged and rotates: it is dead at once. */
  spend(token: string): void {
    this.sql.exec(`UPDATE tokens SET state = 'used' WHERE token = ?`, token);
  }

  revoke(token: string): void {
    this.sql.exec(`UPDATE tokens SET state = 'revoked' WHERE token = ?`, token);
  }

  revokeFamily(family: string): number {
    return this.sql.exec(`UPDATE tokens SET state = 'revoked' WHERE family = ? AND state = 'live'`, family).rowsWritten;
  }

  liveInFamily(family: string, kind: Token['kind']): Token[] {
    return this.sql
      .exec<TokenRow>(
        `SELECT * FROM tokens WHERE family = ? AND kind = ? AND state = 'live' ORDER BY issued`,
        family,
        kind,
      )
      .toArray()
      .map(fromRow);
  }

  /** Two keys each person made in the platform's settings: one to use, and another for when that is revoked. */
  plant(platform: string, people: readonly PersonKey[], keyOf: (name: string) => string): void {
    for (const person of people)
      for (const name of [person, `${person}2`]) {
        const key = {
          platform,
          person,
          token: keyOf(name),
          kind: 'access',
          role: 'key',
          family: name,
          scopes: [] as string[],
        } as const;
        if (this.find(platform, key.token) === undefined) this.issue(key, 0);
      }
  }

  /** The control API's way to end tokens. Answers how many it ended. */
  end(platform: string, person: PersonKey | undefined, action: 'expire' | 'revoke'): number {
    let ended = 0;
    for (const token of this.live(platform)) {
      if (person !== undefined && token.person !== person) continue;
      // The spare key is made, as it were, once the first has ended.
      if (token.role === 'key' && token.family !== token.person) continue;
      if (action === 'revoke') this.revoke(token.token);
      else if (token.kind === 'access') this.sql.exec('UPDATE tokens SET expires = ? WHERE token = ?', 1, token.token);
      else continue;
      ended += 1;
    }
    return ended;
  }

  /** Tokens of a platform that would be accepted now. */
  live(platform: string): Token[] {
    return this.sql
      .exec<TokenRow>(
        `SELECT * FROM tokens WHERE platform = ? AND state = 'live' AND (expires = 0 OR expires > ?)`,
        platform,
        this.now(),
      )
      .toArray()
      .map(fromRow);
  }

  clear(): void {
    this.sql.exec('DELETE FROM codes');
    this.sql.exec('DELETE FROM tokens');
  }
}

/** Rows are written by this class alone, from typed tokens. */
function fromRow(row: TokenRow): Token {
  return { ...row, scopes: decode<string[]>(row.scopes) } as Token;
}
