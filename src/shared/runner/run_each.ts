import { MigrationFailed } from "./failure.ts";
import { Interrupted } from "./pause.ts";
import type { RanMigration, RunOutcome } from "./run_options.ts";
import { InterruptedPiecemeal } from "./run_piecemeal.ts";

/** One script's turn. */
export interface Turn {
  readonly file: string;
  readonly run: (place: { readonly position: number; readonly total: number }) => Promise<RanMigration>;
}

/** Runs scripts in turn until one fails or the person at the terminal stops; what was done before stays. */
export async function runEach(turns: readonly Turn[]): Promise<RunOutcome> {
  const done: RanMigration[] = [];
  for (const [index, turn] of turns.entries()) {
    const left = () => turns.slice(index).map(({ file }) => file);
    try {
      done.push(await turn.run({ position: index + 1, total: turns.length }));
    } catch (error) {
      if (error instanceof MigrationFailed) return { done, left: left(), failure: error.failure };
      if (!(error instanceof Interrupted)) throw error;
      const state =
        error instanceof InterruptedPiecemeal
          ? error.state
          : `Nothing of ${turn.file} is left in the database.`;
      return { done, left: left(), interrupted: state };
    }
  }
  return { done, left: [] };
}
