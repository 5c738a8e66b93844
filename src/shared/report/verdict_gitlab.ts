import { sha256Hex } from "../sha256.ts";
import type { Verdict } from "../verify/verdict.ts";
import type { CodeQualityEntry } from "./gitlab.ts";
import { renderJson } from "./json.ts";
import { DATABASE_ARTIFACT } from "./sarif.ts";

const SEVERITIES = { fail: "critical", warn: "major", not_evaluated: "info" } as const;

/** The verdict as GitLab reads it for the Code Quality widget: an entry a check that did not pass. */
export function renderVerdictGitlab(verdict: Verdict): string {
  const entries = verdict.checks.flatMap((check): readonly CodeQualityEntry[] =>
    check.status === "pass"
      ? []
      : [
          {
            description: `${check.name}: ${check.message}`,
            check_name: check.name,
            fingerprint: sha256Hex(`supawarden-verify/${check.name}`),
            severity: SEVERITIES[check.status],
            location: { path: DATABASE_ARTIFACT, lines: { begin: 1 } },
          },
        ],
  );
  return renderJson(entries);
}
