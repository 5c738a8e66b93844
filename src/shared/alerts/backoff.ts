/** Attempts after which an alert is a dead letter. */
export const MAX_ATTEMPTS = 8;

const FIRST_MS = 60_000;
const LONGEST_MS = 6 * 60 * 60_000;

/**
 * Milliseconds to wait after the given failed attempt (1 for the first): one minute, then twice as long each time,
 * six hours at most. Without jitter: one deliverer works through one outbox, so there is no herd to spread.
 */
export function retryDelay(attempt: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
}
