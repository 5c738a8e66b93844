import type { Verdict } from "../verify/verdict.ts";
import { githubCommand } from "./github.ts";
import { verdictLine } from "./verdict_line.ts";

const COMMANDS = { fail: "error", warn: "warning", not_evaluated: "notice" } as const;

/** Workflow commands of GitHub Actions, one a check that did not pass; then the verdict. */
export function renderVerdictGithub(verdict: Verdict): string {
  const lines = verdict.checks.flatMap((check) =>
    check.status === "pass"
      ? []
      : [
          githubCommand(COMMANDS[check.status], {
            message: check.message,
            properties: { title: `verify ${check.name}` },
          }),
        ],
  );
  return [...lines, verdictLine(verdict), ""].join("\n");
}
