import { runPrecisionCases } from "../support/precision_run.ts";

runPrecisionCases("objects", ["exposure", "vector", "structure", "integrity", "performance"]);
