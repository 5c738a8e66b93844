/** Counts within one worker: a brake on a caller gone wild, where the lock already lets one audit run at a time. */
export interface RateLimit {
  /** Seconds until the caller may ask again; 0 where it may now, which is counted. */
  take(caller: string): number;
}

/** So many requests a caller in each window of so many seconds. */
export function createRateLimit(options: {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}): RateLimit {
  const taken = new Map<string, number>();
  let windowStart = options.now();
  return {
    take: (caller) => {
      const now = options.now();
      const length = options.seconds * 1000;
      if (now - windowStart >= length || now < windowStart) {
        taken.clear();
        windowStart = now;
      }
      const count = taken.get(caller) ?? 0;
      if (count >= options.requests) return Math.max(1, Math.ceil((windowStart + length - now) / 1000));
      taken.set(caller, count + 1);
      return 0;
    },
  };
}
