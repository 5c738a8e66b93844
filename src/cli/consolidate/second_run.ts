import { differingTables } from "../../shared/consolidate/compare_rows.ts";
import { compareDumps } from "../../shared/consolidate/dump_entries.ts";
import type { ProofContext } from "../../shared/consolidate/observed_chain.ts";
import { observeDatabase } from "../../shared/consolidate/side.ts";
import type { MigrationFile } from "../../shared/migrations/discover.ts";
import { replay } from "../../shared/migrations/shadow.ts";

/** Runs a baseline twice on one shadow; what the second run fails at or changes, in words. */
export async function secondRun(
  baseline: readonly MigrationFile[],
  context: ProofContext,
): Promise<readonly string[]> {
  context.onStep?.("running the baseline a second time");
  const shadow = await context.world.open("shadow database of a second run");
  try {
    await replay(shadow, baseline, { parser: context.parser });
    const before = await observeDatabase(shadow, context);
    // The ledger would refuse the versions; the files are what is tried.
    const again = baseline.map((file) => ({ ...file, version: `${file.version}1` }));
    const { faults } = await replay(shadow, again, { parser: context.parser });
    const after = await observeDatabase(shadow, context);
    return [
      ...faults.map(({ file, line, message }) => `${file}:${line} fails the second time: ${message}`),
      ...compareDumps(before.entries, after.entries).map(
        ({ entry, change }) => `${entry} is ${change} by the second run`,
      ),
      ...differingTables(before.rows, after.rows).map(
        (table) => `rows of ${table} are others after the second run`,
      ),
    ];
  } finally {
    await shadow.close();
  }
}
