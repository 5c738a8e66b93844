/** Sends one statement, or a few, and waits for the answer. */
export type Send = () => Promise<unknown>;

/** How statements are sent. */
export interface Sending {
  /**
   * Whether the next may be sent before the last is answered. A server runs them in order all the same, and after a
   * failure in a transaction refuses those behind it; the embedded database has no such queue.
   */
  readonly ahead: boolean;
  /** Told when a statement is the next to be answered. */
  readonly before: (index: number) => void;
}

/** Runs statements of one transaction in order. Ends when all have ended; throws what the first that failed has thrown. */
export async function inTurn(sends: readonly Send[], { ahead, before }: Sending): Promise<void> {
  if (!ahead) {
    for (const [index, send] of sends.entries()) {
      before(index);
      await send();
    }
    return;
  }
  const ends = sends.map((send) =>
    send().then(
      () => undefined,
      (error: unknown) => ({ error }),
    ),
  );
  for (const [index, end] of ends.entries()) {
    before(index);
    const failed = await end;
    if (failed === undefined) continue;
    await Promise.all(ends);
    throw failed.error;
  }
}
