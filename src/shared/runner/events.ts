/** What a run tells while it goes on. */
export type RunnerEvent =
  /** Another runner holds the lock. */
  | { readonly kind: "waiting"; readonly holder: string }
  /** The runner has the lock; `pid` is the server process that runs the migrations. */
  | { readonly kind: "session"; readonly pid: number }
  | { readonly kind: "details_unavailable"; readonly reason: string }
  | {
      readonly kind: "statement";
      readonly file: string;
      /** 1-based. */
      readonly position: number;
      readonly total: number;
      readonly statement: number;
      readonly statements: number;
      readonly line: number;
    }
  | {
      readonly kind: "retry";
      readonly file: string;
      readonly attempt: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  | { readonly kind: "done"; readonly file: string; readonly durationMs: number };

/** Takes what a run tells. Must not throw. */
export type OnEvent = (event: RunnerEvent) => void;
