type Level = 'info' | 'warn' | 'error';

const GONE = '[redacted]';

/* Whatever slips in although it should not: our own tokens, what is sent to prove who somebody is, platforms' tokens, JSON Web Tokens. */
const SECRETS: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/:=-]{6,}/gi, `$1 ${GONE}`],
  [/\bsnl_pat_[\w-]+/g, `snl_pat_${GONE}`],
  // An OAuth token or code of ours: member, grant, secret.
  [/\b(mem_[0-9a-z]{26}:[\w-]{4,}):[\w-]{8,}/g, `$1:${GONE}`],
  [/(__Host-seneschal=)[^;,\s"]+/g, `$1${GONE}`],
  [/([?&](?:code|state|token|access_token|refresh_token|client_secret|code_verifier|key)=)[^&\s"'#]+/gi, `$1${GONE}`],
  [
    /\b((?:access|refresh|id)_token|client_secret|code_verifier)((?:\\?["'])?\s*[:=]\s*(?:\\?["'])?)[^\s"'\\&,}]+/gi,
    `$1$2${GONE}`,
  ],
  [/\bxox[a-z](?:\.xox[a-z])?-[\w-]{6,}/g, GONE],
  [/\bya29\.[\w.-]{10,}/g, GONE],
  [/\b1\/\/0[\w-]{20,}/g, GONE],
  [/\b(?:sk|rk|whsec)_[\w-]{12,}/g, GONE],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, GONE],
  // 32 random bytes, as links, sessions, states and verifiers are: letters of both cases and a digit.
  [/(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{43}(?![\w-])/g, GONE],
];

/** Fields that are never written, whatever they look like. */
const SECRET_FIELD =
  /^(authorization|cookie|set-cookie|password|(.*[_-])?(secret|token|verifier)|.*(Secret|Token|Verifier))$/;

/** `text` without what looks like a token. */
export const redact = (text: string): string =>
  SECRETS.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);

const clean = (name: string, value: unknown): unknown => {
  if (typeof value === 'string') return SECRET_FIELD.test(name) ? GONE : redact(value);
  return typeof value === 'bigint' ? String(value) : value;
};

/**
 * One structured line. Fields are ours: never payloads, never tokens; what looks like a token all the same is taken out. Never throws:
 * whoever says what went wrong must not be what goes wrong.
 */
export function log(level: Level, message: string, fields: Record<string, unknown> = {}): void {
  const line = { level, message, at: new Date().toISOString() };
  let text: string;
  try {
    text = JSON.stringify({ ...line, ...fields }, clean);
  } catch {
    text = JSON.stringify({ ...line, unwritable: Object.keys(fields) }, clean);
  }
  // eslint-disable-next-line no-console -- the one place that writes logs
  console[level](text);
}
