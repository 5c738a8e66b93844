import type { Database } from "../shared/database/database.ts";
import { SupawardenError } from "../shared/errors.ts";
import type { Discovery } from "../shared/migrations/discover.ts";
import type { ReplayFault } from "../shared/migrations/replay_file.ts";
import { type ReplayResult, replay } from "../shared/migrations/shadow.ts";
import { loadSqlParser } from "../shared/sql/parser.ts";
import type { ShadowFlags } from "./flags.ts";
import { readMigrations } from "./migration_files.ts";
import { chooseShadow, openChosenShadow } from "./shadow_choice.ts";

/** A migrations folder as a database. */
export interface ReplayedFolder {
  readonly discovery: Discovery;
  readonly database: Database;
  readonly result: ReplayResult;
  /** Why the shadow is not of the version that the project names. */
  readonly note?: string;
}

const SYNTAX_ERROR = "42601";

/**
 * Replays a folder on the shadow database that the flags choose. The caller closes it.
 * @throws SupawardenError `input` when the folder cannot be read, is empty, or holds a file that is not SQL at all.
 */
export async function replayFolder(
  folder: string,
  options: ShadowFlags & {
    /** Sees the empty project before the first file runs. */
    readonly before?: (database: Database) => Promise<void>;
  } = {},
): Promise<ReplayedFolder> {
  const [discovery, choice] = await Promise.all([readMigrations(folder), chooseShadow(options, folder)]);
  const [database, parser] = await Promise.all([
    openChosenShadow(choice, {
      label: `shadow database of ${folder}`,
      texts: discovery.files.map(({ text }) => text),
    }),
    loadSqlParser(),
  ]);
  try {
    await options.before?.(database);
    const result = await replay(database, discovery.files, { parser });
    refuseNonSql(result);
    const note = choice.kind === "embedded" ? choice.note : undefined;
    return { discovery, database, result, ...(note === undefined ? {} : { note }) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A file of which nothing parses is not a migration with a mistake. */
export function refuseNonSql(result: ReplayResult): void {
  for (const file of result.files) {
    if (file.applied > 0 || file.statements === 0) continue;
    const faults = result.faults.filter((fault) => fault.file === file.file);
    const [first] = faults;
    const allSyntax = faults.every((fault) => fault.sqlstate === SYNTAX_ERROR);
    if (first === undefined || faults.length < file.statements || !allSyntax) continue;
    throw new SupawardenError("input", `${file.file} is not SQL: line ${first.line}: ${first.message}`, {
      hint: "Repair the file, or move it out of the folder.",
    });
  }
}

/** How many faults are written out. */
const SHOWN_FAULTS = 10;

/** What a replay could not do and what it left out, as warnings for stderr. */
export function replayWarnings({
  discovery,
  result,
  note,
}: Omit<ReplayedFolder, "database">): readonly string[] {
  const { faults } = result;
  const more = faults.length - SHOWN_FAULTS;
  const reasons: Readonly<Record<string, string>> = {
    directory: "folders are not entered",
    name: "its name is not <version>_<name>.sql",
    down: "it takes another migration back",
    old_init: "the Supabase CLI skips an old initial migration",
  };
  const left = discovery.skipped.filter(({ reason, file }) => reason !== "name" || file.endsWith(".sql"));
  return [
    ...(note === undefined ? [] : [note]),
    ...faults.slice(0, SHOWN_FAULTS).map(faultLine),
    ...(more > 0 ? [`warning: ${more} more statements failed in the replay`] : []),
    ...left.map(({ file, reason }) => `warning: ${file} was not replayed: ${reasons[reason] ?? reason}`),
    ...result.skipped
      .filter(({ reason }) => !reason.startsWith("vacuum"))
      .map(({ file, line, reason }) => `note: ${file}:${line} was left out: ${reason}`),
    ...result.stoodIn.map(
      ({ name, limits }) => `note: extension ${name} is stood in for on the shadow database: ${limits}`,
    ),
  ];
}

function faultLine(fault: ReplayFault): string {
  return `warning: ${fault.file}:${fault.line} ${fault.message.replace(/\s+/g, " ")} (${fault.sqlstate})`;
}
