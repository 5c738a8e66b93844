import type { RunOptions } from "../../shared/runner/run_options.ts";
import type { MigrationFolder } from "../../shared/runner/runner_state.ts";
import { say } from "../terminal.ts";
import type { ChangeFlags } from "./flags.ts";
import { interruptible } from "./interrupt.ts";
import { runOptions } from "./options.ts";
import { readMigrationFolder } from "./read_folder.ts";
import { type MigrateTarget, withTarget } from "./target.ts";
import { createTeller } from "./tell_events.ts";

/** What a changing command works with. */
export interface Work extends MigrateTarget {
  readonly folder: MigrationFolder;
  readonly options: RunOptions;
}

/** Opens everything that a changing command needs, and closes it however that ends. */
export async function withWork(flags: ChangeFlags, body: (work: Work) => Promise<number>): Promise<number> {
  const folder = await readMigrationFolder(flags.migrations);
  const teller = createTeller(flags.quiet === true);
  const changes = flags.dryRun !== true;
  return withTarget({ dbUrl: flags.dbUrl, changes, onNotice: teller.onNotice }, async (target) => {
    const interrupt = interruptible({ cancel: target.cancel, say });
    try {
      const options = await runOptions(flags, { teller, interrupt });
      return await body({ ...target, folder, options });
    } finally {
      interrupt.release();
      teller.clear();
    }
  });
}
