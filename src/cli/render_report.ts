import type { Report } from "../shared/findings/report.ts";
import { renderCsv } from "../shared/report/csv.ts";
import { renderGithub } from "../shared/report/github.ts";
import { renderGitlab } from "../shared/report/gitlab.ts";
import { renderJson } from "../shared/report/json.ts";
import { renderJunit } from "../shared/report/junit.ts";
import { renderMarkdown } from "../shared/report/markdown.ts";
import { renderSarif } from "../shared/report/sarif.ts";
import { renderText } from "../shared/report/text.ts";
import type { ReportFlags } from "./flags.ts";
import { readPageAssets } from "./page_assets.ts";
import { textStyle } from "./text_style.ts";

/** A report in the format that the flags ask for. `folders` are where the files of findings lie. */
export async function renderReport(
  report: Report,
  flags: Pick<ReportFlags, "format" | "failOn" | "color" | "quiet" | "output">,
  folders?: readonly string[],
): Promise<string> {
  switch (flags.format) {
    case "text":
      return renderText(report, {
        ...textStyle(flags, folders),
        quiet: flags.quiet === true,
      });
    case "json":
      return renderJson(report);
    case "sarif":
      return renderSarif(report);
    case "junit":
      return renderJunit(report, { failOn: flags.failOn });
    case "markdown":
      return renderMarkdown(report);
    case "github":
      return renderGithub(report);
    case "gitlab":
      return renderGitlab(report);
    case "csv":
      return renderCsv(report);
    case "html": {
      // The components of pages are needed for nothing else.
      const { renderReportPage } = await import("../html_report/report_page.tsx");
      return renderReportPage(report, await readPageAssets());
    }
  }
}
