export interface Bucket {
  /** The most that can be taken at once. */
  capacity: number;
  /** How much comes back per second. */
  perSecond: number;
}

export interface Taken {
  ok: boolean;
  remaining: number;
  /** Seconds until the same cost can be taken again; 0 when it was taken. */
  retryAfter: number;
}

/** Token buckets in memory: a restart of the sandbox fills them up again, as a quiet minute would. */
export class Limits {
  enabled = true;
  private readonly levels = new Map<string, { level: number; at: number }>();

  constructor(private readonly now: () => number) {}

  take(name: string, bucket: Bucket, cost = 1): Taken {
    if (!this.enabled) return { ok: true, remaining: bucket.capacity, retryAfter: 0 };
    const now = this.now();
    const known = this.levels.get(name) ?? { level: bucket.capacity, at: now };
    const refilled = known.level + (Math.max(0, now - known.at) / 1000) * bucket.perSecond;
    const level = Math.min(bucket.capacity, refilled);
    const ok = level >= cost;
    this.levels.set(name, { level: ok ? level - cost : level, at: now });
    const missing = cost - level;
    return { ok, remaining: Math.floor(ok ? level - cost : level), retryAfter: ok ? 0 : missing / bucket.perSecond };
  }

  clear(): void {
    this.levels.clear();
    this.enabled = true;
  }
}

export const perMinute = (count: number): Bucket => ({ capacity: count, perSecond: count / 60 });
