import { SupawardenError } from "../../shared/errors.ts";
import { tellError } from "../tell_error.ts";
import { say } from "../terminal.ts";
import { type WatchedPaths, watchPaths } from "./watch_paths.ts";

/** What runs, and what it looks at. */
export interface Watching {
  /** Does the work and returns its exit code. */
  readonly run: () => Promise<number>;
  /** What the work reads, as it is now. */
  readonly watched: () => WatchedPaths;
  readonly quiet: boolean;
  readonly debug: boolean;
}

/** How long nothing must have changed before the work runs again: an editor or a checkout writes many files at once. */
const SETTLE_MS = 150;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Runs the work, and again at every change, until a signal ends it. Returns the exit code of the last run that ended. */
export async function runWatching(watching: Watching): Promise<number> {
  const changes = new Changes();
  const stop = () => changes.stop();
  for (const signal of SIGNALS) process.once(signal, stop);
  let paths = watching.watched();
  let code = 0;
  try {
    for (;;) {
      // Watched before it is read, so that nothing that changes meanwhile is missed.
      const close = watchPaths(paths, (name) => changes.add(name));
      try {
        code = await attempt(watching, code);
        if (changes.stopped) return code;
        if (!watching.quiet) say(`watching ${paths.folders.join(", ")}; Ctrl-C ends`);
        const name = await changes.next();
        if (name === undefined) return code;
        if (!watching.quiet) say(`\n--- ${name} changed`);
      } finally {
        close();
      }
      paths = watchedNow(watching, paths);
    }
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, stop);
  }

  /** A fault in a file or in the configuration is what the next change may mend. */
  async function attempt({ run, debug }: Watching, before: number): Promise<number> {
    try {
      return await run();
    } catch (error) {
      // What is closed by a signal fails.
      if (changes.stopped) return before;
      if (!(error instanceof SupawardenError)) throw error;
      tellError(error, debug);
      return 2;
    }
  }
}

/** Folders that are gone for the moment stay watched. */
function watchedNow({ watched }: Watching, before: WatchedPaths): WatchedPaths {
  try {
    return watched();
  } catch (error) {
    if (error instanceof SupawardenError) return before;
    throw error;
  }
}

/** Changes that wait to be looked at. */
class Changes {
  stopped = false;
  private name: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private wake: ((name: string | undefined) => void) | undefined;

  add(name: string): void {
    this.name ??= name;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), SETTLE_MS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.wake?.(undefined);
  }

  /** Waits for a change, and for the calm after it. Nothing when it was stopped. */
  next(): Promise<string | undefined> {
    return new Promise((resolve) => {
      // Without this the process would end where only a folder is watched that is gone.
      const awake = setInterval(() => undefined, 1 << 30);
      this.wake = (name) => {
        clearInterval(awake);
        this.wake = undefined;
        resolve(name);
      };
      if (this.stopped) this.wake(undefined);
      else if (this.name !== undefined && this.timer === undefined) this.settle();
    });
  }

  private settle(): void {
    this.timer = undefined;
    if (this.wake === undefined) return;
    const { name } = this;
    this.name = undefined;
    this.wake(name);
  }
}
