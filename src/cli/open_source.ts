import { readFile } from "node:fs/promises";
import { readingFor } from "../shared/audit/run.ts";
import { loadSnapshot } from "../shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../shared/catalog/snapshot.ts";
import { parseSnapshot } from "../shared/catalog/snapshot_file.ts";
import type { Config } from "../shared/config.ts";
import type { Database } from "../shared/database/database.ts";
import { openServer } from "../shared/database/server.ts";
import { SupawardenError } from "../shared/errors.ts";
import type { Finding } from "../shared/findings/finding.ts";
import type { Source } from "../shared/findings/report.ts";
import type { Manifest } from "../shared/manifest/manifest.ts";
import { folderFindings } from "../shared/migrations/folder_findings.ts";
import { RULES } from "../shared/rules/mod.ts";
import type { Rule } from "../shared/rules/rule.ts";
import type { BodyFactsCache } from "../shared/sql/body_facts_cache.ts";
import type { ShadowFlags } from "./flags.ts";
import { reasonOf } from "./output.ts";
import { replayFolder, replayWarnings } from "./replayed_folder.ts";
import { checkedOutCommit, reportedPaths } from "./repository.ts";
import type { SourceChoice } from "./source.ts";
import type { Progress } from "./terminal.ts";

/** The chosen database, open. */
export interface OpenedSource {
  readonly source: Source;
  /** Absent for a saved snapshot. */
  readonly database?: Database;
  /** Reads what the rules look at, everything where none are given, and fills the facts of bodies on the way. */
  readonly snapshot: (rules?: readonly Rule[], bodyFacts?: BodyFactsCache) => Promise<CatalogSnapshot>;
  /** Findings of the migrations folder itself. */
  readonly extraFindings: readonly Finding[];
  readonly gitCommit?: string;
  /** For stderr: what could not be replayed, what was left out. */
  readonly warnings: readonly string[];
}

/** What opening needs beside the choice. */
export interface OpenContext {
  readonly config: Config;
  readonly manifest?: Manifest | undefined;
  readonly clock: () => string;
  readonly progress: Progress;
  readonly shadow: ShadowFlags;
}

/** Opens the source, hands it to `body`, and closes it however that ends. */
export async function withSource<T>(
  choice: SourceChoice,
  context: OpenContext,
  body: (opened: OpenedSource) => Promise<T>,
): Promise<T> {
  const opened = await open(choice, context);
  try {
    return await body(opened);
  } finally {
    context.progress.clear();
    await opened.database?.close();
  }
}

async function open(choice: SourceChoice, context: OpenContext): Promise<OpenedSource> {
  if (choice.kind === "snapshot") {
    const snapshot = await readSnapshotFile(choice.file);
    return { source: "snapshot", snapshot: () => Promise.resolve(snapshot), extraFindings: [], warnings: [] };
  }
  if (choice.kind === "database") {
    const database = openServer({ url: choice.url, preferTls: true, companion: true });
    context.progress.show(`reading ${database.label}`);
    return { source: "database", ...reader(database, context), extraFindings: [], warnings: [] };
  }
  context.progress.show(`replaying ${choice.folder}`);
  const [replayed, gitCommit] = await Promise.all([
    replayFolder(choice.folder, context.shadow),
    checkedOutCommit(choice.folder),
  ]).finally(() => context.progress.clear());
  return {
    source: "migrations",
    ...reader(replayed.database, context),
    extraFindings: folderFindings(replayed.discovery, {
      config: context.config,
      place: reportedPaths(choice.folder),
    }),
    ...(gitCommit === undefined ? {} : { gitCommit }),
    warnings: replayWarnings(replayed),
  };
}

function reader(
  database: Database,
  { clock, config, manifest }: OpenContext,
): Pick<OpenedSource, "database" | "snapshot"> {
  const snapshot = (rules?: readonly Rule[], bodyFacts?: BodyFactsCache) => {
    const { parts, ...reading } = readingFor(rules ?? RULES, {
      config,
      ...(manifest === undefined ? {} : { manifest }),
      takenAt: clock(),
      bodyFacts,
    });
    return loadSnapshot(database, {
      ...reading,
      ...(rules === undefined || parts === undefined ? {} : { parts }),
    });
  };
  return { database, snapshot };
}

async function readSnapshotFile(file: string): Promise<CatalogSnapshot> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new SupawardenError("input", `cannot read ${file}: ${reasonOf(error)}`, {
      hint: "Write a snapshot by `supawarden audit --save-snapshot FILE`.",
      cause: error,
    });
  }
  return parseSnapshot(text);
}
