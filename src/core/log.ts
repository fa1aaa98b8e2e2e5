type Level = 'info' | 'warn' | 'error';

/** One structured line. Fields are ours: never payloads, never tokens. */
export function log(level: Level, message: string, fields: Record<string, unknown> = {}): void {
  // eslint-disable-next-line no-console -- the one place that writes logs
  console[level](JSON.stringify({ level, message, at: new Date().toISOString(), ...fields }));
}
