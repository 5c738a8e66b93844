import type { Severity } from "../findings/finding.ts";
import { isActive } from "../findings/finding_groups.ts";
import type { Report } from "../findings/report.ts";
import { renderJson } from "./json.ts";
import { DATABASE_ARTIFACT } from "./sarif.ts";

/** One entry of a Code Quality report. GitLab needs every field, and a path within the repository. */
export interface CodeQualityEntry {
  readonly description: string;
  readonly check_name: string;
  /** Tells entries of two reports apart: GitLab shows what is new and what is gone by it. */
  readonly fingerprint: string;
  readonly severity: "info" | "minor" | "major" | "critical" | "blocker";
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** GitLab's word for each severity. */
export const GITLAB_SEVERITIES = {
  error: "critical",
  warn: "major",
  info: "info",
} as const satisfies Record<Severity, CodeQualityEntry["severity"]>;

/** The report as GitLab reads it for the Code Quality widget of a merge request. */
export function renderGitlab(report: Report): string {
  const entries = report.findings.filter(isActive).map(
    (finding): CodeQualityEntry => ({
      description: `${finding.object.identity}: ${finding.message}`,
      check_name: finding.rule,
      fingerprint: finding.fingerprint,
      severity: GITLAB_SEVERITIES[finding.severity],
      location: {
        path: repositoryPath(finding.location?.file ?? DATABASE_ARTIFACT),
        lines: { begin: finding.location?.line ?? 1 },
      },
    }),
  );
  return renderJson(entries);
}

/** A path as GitLab compares it with those of the repository: forward slashes, no `./` before it. */
function repositoryPath(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(\.\/)+/, "");
}
