import { runPrecisionCases } from "../support/precision_run.ts";

runPrecisionCases("routines", ["routine", "ledger", "drift", "migration", "operation"]);
