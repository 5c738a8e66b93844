/**
 * Waits for statements that have been sent one behind the other in one transaction: the server runs them in that order,
 * and after a failure refuses those behind it. Ends when all have ended; throws what the first that failed has thrown.
 */
export async function inTurn(
  sent: readonly Promise<unknown>[],
  before: (index: number) => void = () => undefined,
): Promise<void> {
  const ends = sent.map((work) =>
    work.then(
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
