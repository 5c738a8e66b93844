import type { Severity } from "../findings/finding.ts";
import { isActive } from "../findings/finding_groups.ts";
import type { Report } from "../findings/report.ts";
import { summaryLine } from "./summary_line.ts";

/** The workflow command for each severity. */
export const GITHUB_COMMANDS: Readonly<Record<Severity, string>> = {
  error: "error",
  warn: "warning",
  info: "notice",
};

/** Workflow commands of GitHub Actions, one a finding, which become annotations; then the line that sums up. */
export function renderGithub(report: Report): string {
  const lines = report.findings.filter(isActive).map((finding) =>
    githubCommand(GITHUB_COMMANDS[finding.severity], {
      message: `${finding.object.identity}: ${finding.message}`,
      properties: {
        ...(finding.location === undefined
          ? {}
          : {
              file: finding.location.file,
              line: String(finding.location.line),
              ...(finding.location.column === undefined ? {} : { col: String(finding.location.column) }),
            }),
        title: finding.rule,
      },
    }),
  );
  return [...lines, summaryLine(report), ""].join("\n");
}

/** One workflow command, escaped so that no text can end it or begin another. */
export function githubCommand(
  command: string,
  content: { readonly message: string; readonly properties: Readonly<Record<string, string>> },
): string {
  const properties = Object.entries(content.properties)
    .map(([name, value]) => `${name}=${escapeProperty(value)}`)
    .join(",");
  return `::${command} ${properties}::${escapeData(content.message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
