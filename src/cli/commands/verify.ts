import { randomUUID } from "node:crypto";
import { auditSnapshot } from "../../shared/audit/run.ts";
import { renderJson } from "../../shared/report/json.ts";
import { renderVerdictGithub } from "../../shared/report/verdict_github.ts";
import { renderVerdictHtml } from "../../shared/report/verdict_html.ts";
import { renderVerdictJunit } from "../../shared/report/verdict_junit.ts";
import { renderVerdictMarkdown } from "../../shared/report/verdict_markdown.ts";
import { renderVerdictSarif } from "../../shared/report/verdict_sarif.ts";
import { renderVerdictText } from "../../shared/report/verdict_text.ts";
import type { Verdict } from "../../shared/verify/verdict.ts";
import { verifyDatabase, verifySnapshot } from "../../shared/verify/verify.ts";
import { readConfigFile } from "../config_file.ts";
import type { ReportFlags, ShadowFlags, SourceFlags } from "../flags.ts";
import { withSource } from "../open_source.ts";
import { writeResult } from "../output.ts";
import { chooseSource, refuseIdleShadow } from "../source.ts";
import { createPaint, createProgress, say, wantsColor } from "../terminal.ts";

/** Flags of `verify`. */
export interface VerifyFlags extends Omit<ReportFlags, "rule" | "category">, SourceFlags, ShadowFlags {}

/** Reaches the verdict on one database and prints it. Returns the exit code. */
export async function runVerify(flags: VerifyFlags): Promise<number> {
  const choice = chooseSource(flags);
  refuseIdleShadow(flags, choice);
  const config = await readConfigFile(flags.config);
  const progress = createProgress(flags.quiet === true);
  const clock = () => new Date().toISOString();
  const verdict = await withSource(choice, { config, clock, progress, shadow: flags }, async (opened) => {
    if (flags.quiet !== true) for (const warning of opened.warnings) say(warning);
    progress.show("verifying");
    const options = {
      config,
      trigger: "cli" as const,
      source: opened.source,
      clock,
      newId: randomUUID,
      extraFindings: opened.extraFindings,
      ...(opened.gitCommit === undefined ? {} : { gitCommit: opened.gitCommit }),
    };
    if (opened.database !== undefined) return verifyDatabase(opened.database, options);
    const snapshot = await opened.snapshot();
    return verifySnapshot({ snapshot, report: await auditSnapshot(snapshot, options), config });
  });
  await writeResult(renderVerdict(verdict, flags), flags.output);
  return exitCodeOf(verdict, flags);
}

function renderVerdict(verdict: Verdict, flags: VerifyFlags): string {
  switch (flags.format) {
    case "text":
      return renderVerdictText(
        verdict,
        createPaint(wantsColor(flags.color, flags.output === undefined ? process.stdout : {})),
      );
    case "json":
      return renderJson(verdict);
    case "sarif":
      return renderVerdictSarif(verdict);
    case "junit":
      return renderVerdictJunit(verdict, { warnFails: warnFails(flags) });
    case "markdown":
      return renderVerdictMarkdown(verdict);
    case "github":
      return renderVerdictGithub(verdict);
    case "html":
      return renderVerdictHtml(verdict);
  }
}

function warnFails(flags: Pick<VerifyFlags, "failOn">): boolean {
  return flags.failOn === "warn" || flags.failOn === "info";
}

function exitCodeOf(verdict: Verdict, flags: Pick<VerifyFlags, "failOn">): number {
  if (flags.failOn === "none") return 0;
  return verdict.verdict === "fail" || (verdict.verdict === "warn" && warnFails(flags)) ? 1 : 0;
}
