/** Waits so many milliseconds. Rejects with `Interrupted` when the work is to stop. */
export type Pause = (ms: number) => Promise<void>;

/** The person at the terminal asked to stop. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("interrupted");
  }
}

/** A pause on the runtime's clock, cut short by the signal. */
export function pauseUntil(signal?: AbortSignal): Pause {
  return (ms) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(new Interrupted());
      const stop = () => {
        clearTimeout(timer);
        reject(new Interrupted());
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      signal?.addEventListener("abort", stop, { once: true });
    });
}

/** @throws Interrupted when the work is to stop. */
export function goOnUnless(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Interrupted();
}
