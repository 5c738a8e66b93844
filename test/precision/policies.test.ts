import { runPrecisionCases } from "../support/precision_run.ts";

runPrecisionCases("policies", ["rls"]);
