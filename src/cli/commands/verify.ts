import { randomUUID } from "node:crypto";
import { auditSnapshot } from "../../shared/audit/run.ts";
import { SupawardenError } from "../../shared/errors.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import { renderJson } from "../../shared/report/json.ts";
import { renderVerdictCsv } from "../../shared/report/verdict_csv.ts";
import { renderVerdictGithub } from "../../shared/report/verdict_github.ts";
import { renderVerdictGitlab } from "../../shared/report/verdict_gitlab.ts";
import { renderVerdictJunit } from "../../shared/report/verdict_junit.ts";
import { renderVerdictMarkdown } from "../../shared/report/verdict_markdown.ts";
import { renderVerdictSarif } from "../../shared/report/verdict_sarif.ts";
import { renderVerdictText } from "../../shared/report/verdict_text.ts";
import type { Verdict } from "../../shared/verify/verdict.ts";
import { verifyDatabase, verifySnapshot } from "../../shared/verify/verify.ts";
import { readConfigFile } from "../config_file.ts";
import type { ReportFlags, ShadowFlags, SourceFlags } from "../flags.ts";
import { readManifestFile } from "../manifest_file.ts";
import { withSource } from "../open_source.ts";
import { writeResult } from "../output.ts";
import { readPageAssets } from "../page_assets.ts";
import { replayWarnings } from "../replayed_folder.ts";
import { chooseSource, refuseIdleShadow } from "../source.ts";
import { createPaint, createProgress, type Progress, say, wantsColor } from "../terminal.ts";

/** Flags of `verify`. */
export interface VerifyFlags extends Omit<ReportFlags, "rule" | "category">, SourceFlags, ShadowFlags {
  readonly manifest?: string;
}

/** Reaches the verdict on one database and prints it. Returns the exit code. */
export async function runVerify(flags: VerifyFlags): Promise<number> {
  const { source, folder } = sides(flags);
  const choice = chooseSource(source);
  if (folder === undefined) refuseIdleShadow(flags, choice);
  const config = await readConfigFile(flags.config);
  const progress = createProgress(flags.quiet === true);
  const clock = () => new Date().toISOString();
  const manifest = await expectedManifest({ folder, file: flags.manifest }, { progress, flags });
  const context = { config, manifest, clock, progress, shadow: flags };
  const verdict = await withSource(choice, context, async (opened) => {
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
      ...(manifest === undefined ? {} : { manifest }),
    };
    if (opened.database !== undefined) return verifyDatabase(opened.database, options);
    const snapshot = await opened.snapshot();
    return verifySnapshot({ snapshot, report: await auditSnapshot(snapshot, options), config, manifest });
  });
  await writeResult(await renderVerdict(verdict, flags), flags.output);
  return exitCodeOf(verdict, flags);
}

/**
 * The database and, beside a live one, the folder that it should be like.
 * @throws SupawardenError `usage` where the expected state is named twice.
 */
function sides(flags: VerifyFlags): { readonly source: SourceFlags; readonly folder: string | undefined } {
  const { migrations, ...source } = flags;
  if (flags.dbUrl === undefined || migrations === undefined) return { source: flags, folder: undefined };
  if (flags.manifest === undefined) return { source, folder: migrations };
  throw new SupawardenError("usage", "--manifest and --migrations exclude each other beside --db-url", {
    hint: "Name one expected state.",
  });
}

async function expectedManifest(
  named: { readonly folder: string | undefined; readonly file: string | undefined },
  { progress, flags }: { readonly progress: Progress; readonly flags: VerifyFlags },
): Promise<Manifest | undefined> {
  if (named.file !== undefined) return readManifestFile(named.file);
  if (named.folder === undefined) return undefined;
  progress.show(`replaying ${named.folder}`);
  const { buildManifest } = await import("../build_manifest.ts");
  const built = await buildManifest(named.folder, flags).finally(() => progress.clear());
  await built.database.close();
  if (flags.quiet !== true) for (const warning of replayWarnings(built)) say(warning);
  return built.manifest;
}

async function renderVerdict(verdict: Verdict, flags: VerifyFlags): Promise<string> {
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
    case "gitlab":
      return renderVerdictGitlab(verdict);
    case "csv":
      return renderVerdictCsv(verdict);
    case "html": {
      const { renderVerdictPage } = await import("../../html_report/verdict_page.tsx");
      return renderVerdictPage(verdict, await readPageAssets());
    }
  }
}

function warnFails(flags: Pick<VerifyFlags, "failOn">): boolean {
  return flags.failOn === "warn" || flags.failOn === "info";
}

function exitCodeOf(verdict: Verdict, flags: Pick<VerifyFlags, "failOn">): number {
  if (flags.failOn === "none") return 0;
  return verdict.verdict === "fail" || (verdict.verdict === "warn" && warnFails(flags)) ? 1 : 0;
}
