import { randomUUID } from "node:crypto";
import { SupawardenError } from "../../shared/errors.ts";
import { CATEGORIES, type Category } from "../../shared/findings/finding.ts";
import { type Analysis, analyse } from "../../shared/migrations/analysis.ts";
import { maskedText } from "../../shared/migrations/conflicts/masked_text.ts";
import { CONFLICTS } from "../../shared/migrations/conflicts/mod.ts";
import { replayDisagrees } from "../../shared/migrations/conflicts/replay_disagrees.ts";
import { statementFailsInReplay } from "../../shared/migrations/conflicts/statement_fails_in_replay.ts";
import { readFolders } from "../../shared/migrations/read_folders.ts";
import type { FolderReading } from "../../shared/migrations/reading.ts";
import { renderAnalysisText } from "../../shared/report/analysis_text.ts";
import { renderJson } from "../../shared/report/json.ts";
import { findRule } from "../../shared/rules/mod.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { DEFAULT_CONFIG, readConfigFile } from "../config_file.ts";
import { exitCodeOf } from "../exit_code.ts";
import { known, type ReportFlags, type ShadowFlags } from "../flags.ts";
import { openFolders, placesOf } from "../migration_folders.ts";
import { writeResult } from "../output.ts";
import { readPageAssets } from "../page_assets.ts";
import { checkedOutCommit } from "../repository.ts";
import { createProgress } from "../terminal.ts";
import { textStyle } from "../text_style.ts";
import { keepHeapTight } from "../tight_heap.ts";

/** Flags of `analyze`. */
export interface AnalyzeFlags extends ReportFlags, ShadowFlags {
  readonly replay?: boolean;
  readonly watch?: boolean;
}

/** Reads migration folders and prints what lies in them and what is wrong with it. Returns the exit code. */
export async function runAnalyze(folders: readonly string[], flags: AnalyzeFlags): Promise<number> {
  if (flags.watch !== true) return analyzeOnce(folders, flags);
  readConflictSelection(flags);
  requireReplay(flags);
  const { runWatching } = await import("../watch/run_watching.ts");
  return runWatching({
    run: () => analyzeOnce(folders, flags),
    watched: () => ({
      folders: placesOf(folders),
      files: [flags.config ?? DEFAULT_CONFIG],
    }),
    quiet: flags.quiet === true,
    debug: flags.debug === true,
  });
}

async function analyzeOnce(folders: readonly string[], flags: AnalyzeFlags): Promise<number> {
  const selection = readConflictSelection(flags);
  requireReplay(flags);
  const clock = () => new Date().toISOString();
  const startedAt = clock();
  const config = await readConfigFile(flags.config);
  const progress = createProgress(flags.quiet === true);
  if (flags.replay !== true) keepHeapTight();
  progress.show("reading");
  const found = openFolders(folders);
  const places = found.map(({ place }) => place);
  const commit = checkedOutCommit(folders[0] ?? ".");
  const reading = readFolders(found, await loadSqlParser(), { givesTreesUp: true });
  const replays = flags.replay === true ? await replayed(reading, { flags, progress, places }) : undefined;
  progress.show("judging");
  const gitCommit = await commit;
  const analysis = analyse(reading, {
    config,
    ...selection,
    trigger: "cli",
    clock,
    newId: randomUUID,
    startedAt,
    ...(replays === undefined ? {} : { replays }),
    ...(gitCommit === undefined ? {} : { gitCommit }),
  });
  progress.clear();
  await writeResult(await renderAnalysis(analysis, { reading, flags, places }), flags.output);
  return exitCodeOf(analysis, flags.failOn);
}

/** Loaded on demand: a reading without replay needs no engine. */
async function replayed(
  ...request: Parameters<typeof import("../replayed_chains.ts").replayFolders>
): Promise<Awaited<ReturnType<typeof import("../replayed_chains.ts").replayFolders>>> {
  const { replayFolders } = await import("../replayed_chains.ts");
  return replayFolders(...request);
}

/** Throws SupawardenError `usage` for a flag that only means something in a replay. */
function requireReplay(flags: AnalyzeFlags): void {
  if (flags.replay === true) return;
  const idle =
    flags.shadowUrl !== undefined
      ? "--shadow-url"
      : flags.postgres !== undefined
        ? "--postgres"
        : flags.rule?.find((id) => REPLAY_ONLY.includes(id));
  if (idle === undefined) return;
  throw new SupawardenError("usage", `${idle} needs --replay`, {
    hint: "Without it nothing but the text of the files is judged.",
  });
}

const REPLAY_ONLY: readonly string[] = [statementFailsInReplay.id, replayDisagrees.id];

/** The chosen conflicts and categories. Throws SupawardenError `usage` for one that does not exist. */
function readConflictSelection(flags: Pick<ReportFlags, "rule" | "category">): {
  readonly rules?: readonly string[];
  readonly categories?: readonly Category[];
} {
  const ids = CONFLICTS.map(({ id }) => id);
  const rules = flags.rule?.map((word) => {
    if (!ids.includes(word) && findRule(word) !== undefined) {
      throw new SupawardenError("usage", `${word} is a rule on databases, not a conflict of files`, {
        hint: `\`supawarden audit --migrations DIR --rule ${word}\` replays the folder and judges the database.`,
      });
    }
    return known("rule", { word, candidates: ids });
  });
  const categories = flags.category?.map((word) => known("category", { word, candidates: CATEGORIES }));
  return {
    ...(rules === undefined ? {} : { rules }),
    ...(categories === undefined ? {} : { categories: categories as readonly Category[] }),
  };
}

interface RenderedAnalysis {
  readonly reading: FolderReading;
  readonly flags: AnalyzeFlags;
  /** Where the folders lie. */
  readonly places: readonly string[];
}

async function renderAnalysis(
  analysis: Analysis,
  { reading, flags, places }: RenderedAnalysis,
): Promise<string> {
  const files = new Map(reading.files.map((file) => [file.file, file]));
  const texts = new Map<string, string>();
  if (flags.format === "text") {
    return renderAnalysisText(analysis, {
      ...textStyle(flags, places),
      quiet: flags.quiet === true,
      // A report goes into logs: no frame shows a secret.
      sourceOf: (name) => {
        const file = files.get(name);
        const text = texts.get(name) ?? (file && maskedText(file));
        if (text !== undefined) texts.set(name, text);
        return text;
      },
    });
  }
  if (flags.format === "html") {
    const { renderAnalysisPage } = await import("../../html_report/analysis_page.tsx");
    return renderAnalysisPage(analysis, await readPageAssets());
  }
  if (flags.format === "json") return renderJson(analysis);
  // The renderers of pages are needed for nothing else.
  const { renderReport } = await import("../render_report.ts");
  return renderReport(analysis, flags);
}
