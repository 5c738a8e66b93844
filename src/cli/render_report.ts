import type { Report } from "../shared/findings/report.ts";
import { renderGithub } from "../shared/report/github.ts";
import { renderHtml } from "../shared/report/html.ts";
import { renderJson } from "../shared/report/json.ts";
import { renderJunit } from "../shared/report/junit.ts";
import { renderMarkdown } from "../shared/report/markdown.ts";
import { renderSarif } from "../shared/report/sarif.ts";
import { renderText } from "../shared/report/text.ts";
import type { ReportFlags } from "./flags.ts";
import { createPaint, wantsColor } from "./terminal.ts";

/** A report in the format that the flags ask for. */
export function renderReport(
  report: Report,
  flags: Pick<ReportFlags, "format" | "failOn" | "color" | "quiet" | "output">,
): string {
  switch (flags.format) {
    case "text":
      return renderText(report, {
        // A file is no terminal.
        paint: createPaint(wantsColor(flags.color, flags.output === undefined ? process.stdout : {})),
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
    case "html":
      return renderHtml(report);
  }
}
