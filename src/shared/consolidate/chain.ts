import type { MigrationFile } from "../migrations/discover.ts";
import { chainOf, type FolderReading, type ReadFile, type ReadFolder } from "../migrations/reading.ts";
import type { Decisions } from "./decisions.ts";
import type { NamedFault } from "./parity.ts";

/** The migrations of one or many folders as one chain, in the order in which they are replayed. */
export interface Chain {
  readonly reading: FolderReading;
  /** All of it as one folder: what the timeline reads. */
  readonly folder: ReadFolder;
  readonly files: readonly MigrationFile[];
  /** Files that are no part of it, with the reason. */
  readonly left: readonly LeftFile[];
  /** Versions that an earlier file of the same folder has. The ledger can hold one row a version. */
  readonly duplicates: readonly DuplicateFile[];
}

/** A file that is not replayed. */
export interface LeftFile {
  readonly file: ReadFile;
  readonly reason: "down" | "name" | "subfolder" | "old_init" | "decision";
}

/** A file whose version is taken. */
export interface DuplicateFile {
  /** Id of the decision it asks for. */
  readonly id: string;
  readonly file: ReadFile;
  /** The file that has the version. */
  readonly of: ReadFile;
}

/** Id of the decision on a file that would not be run, or not twice. */
export function fileDecision(what: "version" | "file", file: Pick<ReadFile, "file">): string {
  return `${what}:${file.file.slice(file.file.lastIndexOf("/") + 1)}`;
}

/**
 * Puts the files of all folders into one chain, folder by folder.
 * @param without paths, as reports print them, that are no part of it: the baseline's own.
 */
export function chainFrom(
  reading: FolderReading,
  { decisions, without }: { readonly decisions: Decisions; readonly without: ReadonlySet<string> },
): Chain {
  const left: LeftFile[] = [];
  const files: ReadFile[] = [];
  const duplicates: DuplicateFile[] = [];
  for (const folder of reading.folders) {
    const runs = new Set(chainOf(folder));
    const byVersion = new Map<string, ReadFile>();
    for (const file of folder.files) {
      if (without.has(file.file)) continue;
      const wanted = decisions.get(fileDecision("file", file))?.choice;
      if (!runs.has(file) && wanted !== "include") {
        left.push({ file, reason: file.down ? "down" : (file.skipped ?? "name") });
        continue;
      }
      const first = file.version === "" ? undefined : byVersion.get(file.version);
      if (first === undefined) byVersion.set(file.version, file);
      const id = fileDecision("version", file);
      if (wanted === "leave_out" || (first !== undefined && decisions.get(id)?.choice === "leave_out")) {
        left.push({ file, reason: "decision" });
        continue;
      }
      if (first !== undefined) duplicates.push({ id, file, of: first });
      files.push(runs.has(file) ? file : asRun(file));
    }
  }
  const [first] = reading.folders;
  return {
    reading,
    folder: { path: first?.path ?? "", layout: first?.layout ?? "plain", files },
    files: files.map(migrationFile),
    left,
    duplicates,
  };
}

/** A file that a decision takes in. */
function asRun({ skipped: _skipped, undoes: _undoes, ...file }: ReadFile): ReadFile {
  return { ...file, down: false };
}

function migrationFile({ file, version, name, text, bytes }: ReadFile): MigrationFile {
  return { file, version, name, text, bytes };
}

/** Duplicate versions as faults that a decision must name. */
export function duplicateFaults(
  { duplicates }: Pick<Chain, "duplicates">,
  decisions: Decisions,
): readonly NamedFault[] {
  return duplicates.map(({ id, file, of }) => {
    const decision = decisions.get(id);
    return {
      id,
      file: file.file,
      line: 1,
      sqlstate: "23505",
      message: `version ${file.version} is taken by ${of.file}: the ledger can record one of them`,
      ...(decision?.choice === "keep" ? { reason: decision.reason } : {}),
    };
  });
}

/** The files with a version each that no other has, as the ledger of a shadow wants it. */
export function withUniqueVersions(files: readonly MigrationFile[]): readonly MigrationFile[] {
  const seen = new Set<string>();
  return files.map((file, index) => {
    const isTaken = file.version === "" || seen.has(file.version);
    seen.add(file.version);
    return isTaken ? { ...file, version: `${file.version}0${String(index + 1).padStart(6, "0")}` } : file;
  });
}
