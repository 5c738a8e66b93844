import { randomUUID } from "node:crypto";
import { CATEGORIES, type Category } from "../../shared/findings/finding.ts";
import { type Analysis, analyse } from "../../shared/migrations/analysis.ts";
import { CONFLICTS } from "../../shared/migrations/conflicts/mod.ts";
import { readFolders } from "../../shared/migrations/read_folders.ts";
import type { FolderReading } from "../../shared/migrations/reading.ts";
import { renderAnalysisHtml } from "../../shared/report/analysis_html.ts";
import { renderAnalysisText } from "../../shared/report/analysis_text.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { readConfigFile } from "../config_file.ts";
import { exitCodeOf } from "../exit_code.ts";
import { known, type ReportFlags } from "../flags.ts";
import { openFolders } from "../migration_folders.ts";
import { writeResult } from "../output.ts";
import { renderReport } from "../render_report.ts";
import { checkedOutCommit } from "../repository.ts";
import { createPaint, createProgress, wantsColor } from "../terminal.ts";

/** Flags of `analyze`. */
export type AnalyzeFlags = ReportFlags;

/** Reads migration folders and prints what lies in them and what is wrong with it. Returns the exit code. */
export async function runAnalyze(folders: readonly string[], flags: AnalyzeFlags): Promise<number> {
  const selection = readConflictSelection(flags);
  const clock = () => new Date().toISOString();
  const startedAt = clock();
  const config = await readConfigFile(flags.config);
  const progress = createProgress(flags.quiet === true);
  progress.show("reading");
  const found = openFolders(folders);
  const commit = checkedOutCommit(folders[0] ?? ".");
  const reading = readFolders(found, await loadSqlParser());
  progress.show("judging");
  const gitCommit = await commit;
  const analysis = analyse(reading, {
    config,
    ...selection,
    trigger: "cli",
    clock,
    newId: randomUUID,
    startedAt,
    ...(gitCommit === undefined ? {} : { gitCommit }),
  });
  progress.clear();
  await writeResult(renderAnalysis(analysis, { reading, flags }), flags.output);
  return exitCodeOf(analysis, flags.failOn);
}

/** The chosen conflicts and categories. Throws SupawardenError `usage` for one that does not exist. */
function readConflictSelection(flags: Pick<ReportFlags, "rule" | "category">): {
  readonly rules?: readonly string[];
  readonly categories?: readonly Category[];
} {
  const ids = CONFLICTS.map(({ id }) => id);
  const rules = flags.rule?.map((word) => known("rule", { word, candidates: ids }));
  const categories = flags.category?.map((word) => known("category", { word, candidates: CATEGORIES }));
  return {
    ...(rules === undefined ? {} : { rules }),
    ...(categories === undefined ? {} : { categories: categories as readonly Category[] }),
  };
}

function renderAnalysis(
  analysis: Analysis,
  { reading, flags }: { readonly reading: FolderReading; readonly flags: AnalyzeFlags },
): string {
  const texts = new Map(reading.files.map(({ file, text }) => [file, text]));
  if (flags.format === "text") {
    return renderAnalysisText(analysis, {
      // A file is no terminal.
      paint: createPaint(wantsColor(flags.color, flags.output === undefined ? process.stdout : {})),
      quiet: flags.quiet === true,
      sourceOf: (file) => texts.get(file),
    });
  }
  return flags.format === "html" ? renderAnalysisHtml(analysis) : renderReport(analysis, flags);
}
