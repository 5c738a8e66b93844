import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files of a minute and more, the longest first. A file that is missing here is only begun later. */
const LONG = [
  "test/cli/shadow_cache.test.ts",
  "test/consolidate/walkthrough.test.ts",
  "test/consolidate/adopt.test.ts",
  "test/consolidate/write.test.ts",
  "test/consolidate/prove.test.ts",
  "test/dashboard/example.test.ts",
  "test/audit/shards.test.ts",
  "test/ledger/cli_states.test.ts",
  "test/proof/fixtures.test.ts",
  "test/drift/every_ddl.test.ts",
  "test/cli/expected_state.test.ts",
  "test/cli/drift.test.ts",
  "test/cli/init.test.ts",
  "test/dashboard/errors.test.ts",
  "test/rules/fixtures.test.ts",
  "test/audit/unchanged_nights.test.ts",
  "test/runner/migrate_command.test.ts",
  "test/proof/planted.test.ts",
  "test/migrations/replay_faults.test.ts",
  "test/peers/splinter.test.ts",
];

/** Begins with the long files, so that the workers end together; a fresh checkout knows no times of its own. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const index = LONG.findIndex((path) => moduleId.endsWith(path));
      return index === -1 ? LONG.length : index;
    };
    return sorted.toSorted((left, right) => place(left) - place(right));
  }
}
