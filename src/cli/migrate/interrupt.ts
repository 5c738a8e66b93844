/** A run that Ctrl-C, or the end of its job, can stop. */
export interface Interruptible {
  readonly signal: AbortSignal;
  /** Whom to cancel: the server process that runs the migrations. */
  atWork(pid: number): void;
  /** Gives the signals back. */
  release(): void;
}

/** How to stop. */
export interface InterruptOptions {
  readonly cancel: (pid: number) => Promise<void>;
  readonly say: (message: string) => void;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** A cancellation meets only the statement that runs when it arrives; the next one may be on its way already. */
const AGAIN_MS = 1000;

/**
 * Stops the work at the first signal: the running statement is cancelled, its transaction rolls back, nothing further
 * begins. The second signal ends the process as it would without us; the server then rolls back by itself.
 */
export function interruptible(options: InterruptOptions): Interruptible {
  const controller = new AbortController();
  let pid: number | undefined;
  let again: NodeJS.Timeout | undefined;
  const listenNoMore = () => {
    for (const name of SIGNALS) process.removeListener(name, onSignal);
  };
  const cancel = () => {
    if (pid !== undefined) options.cancel(pid).catch(() => undefined);
  };
  const onSignal = () => {
    listenNoMore();
    options.say("stopping: the migration at work is rolled back; once more ends at once");
    controller.abort();
    cancel();
    again = setInterval(cancel, AGAIN_MS);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    atWork: (found) => {
      pid = found;
    },
    release: () => {
      listenNoMore();
      clearInterval(again);
    },
  };
}
