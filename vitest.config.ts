import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest_first.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/shadow_setup.ts", "test/support/servers_setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // As for the command line: most files are done before it pays to optimize what they run of the embedded Postgres.
    execArgv: ["--wasm-tiering-budget=30000000"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
