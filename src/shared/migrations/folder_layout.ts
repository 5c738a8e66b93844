import { compareBytes } from "./discover.ts";

/** Why a file of a folder is not a part of its chain. */
export type FileSkip = "name" | "subfolder" | "old_init";

/** How a folder's files are named and run: `supabase` as the CLI does it, `plain` every SQL file by the bytes of its name. */
export type Layout = "supabase" | "flyway" | "plain";

/** One SQL file as it lies in its folder; `path` is relative to the folder. */
export interface LaidFile {
  readonly path: string;
  readonly version: string;
  readonly name: string;
  /** It takes another file back: named `…_down.sql`, `….down.sql` or lying in `down/`. */
  readonly down: boolean;
  /** Of a down file: the path of the file it takes back, where there is one. */
  readonly undoes?: string;
  readonly skipped?: FileSkip;
}

/** A folder's SQL files in the order in which they run. */
export interface FolderPlan {
  readonly layout: Layout;
  readonly files: readonly LaidFile[];
}

const SUPABASE_NAME = /^([0-9]+)_(.*)\.sql$/s;
const FLYWAY_NAME = /^([VUBR])([0-9][0-9._]*)?__(.*)\.sql$/s;
const PLAIN_NAME = /^([0-9]+)?[-_. ]?(.*)\.sql$/s;
const DOWN_NAME = /[._-](?:down|undo|rollback)\.sql$/i;
const UP_NAME = /\.up\.sql$/i;
const DOWN_FOLDER = /^(?:down|undo|rollback|rollbacks)$/i;
/** The CLI skips the `<14 digits>_init.sql` that its own early versions generated, when it comes first. */
const OLDEST_INIT = "20211209000000";

/**
 * Puts the SQL files of a folder in order and tells which of them run. Paths are relative, with `/`; files of folders
 * inside are told apart: `down/` takes back, `<version>_<name>/migration.sql` is one migration, others are not entered
 * by the Supabase CLI.
 */
export function planFolder(folder: string, paths: readonly string[]): FolderPlan {
  const sql = paths.filter((path) => path.toLowerCase().endsWith(".sql"));
  const layout = layoutOf(folder, sql);
  const laid = sql.map((path) => lay(path, layout)).sort((left, right) => compareLaid(left, right, layout));
  const first = laid.find((file) => file.skipped === undefined && !file.down);
  const files = laid.map((file) => (file === first && isOldInit(file, layout) ? skip(file) : file));
  const forward = files.filter((file) => !file.down);
  return {
    layout,
    files: files.map((file) => {
      const undoes = file.down ? pairOf(file, forward) : undefined;
      return undoes === undefined ? file : { ...file, undoes };
    }),
  };
}

function skip(file: LaidFile): LaidFile {
  return { ...file, skipped: "old_init" };
}

function isOldInit(file: LaidFile, layout: Layout): boolean {
  return (
    layout === "supabase" && file.name === "init" && file.version.length === 14 && file.version < OLDEST_INIT
  );
}

function layoutOf(folder: string, sql: readonly string[]): Layout {
  if (/(?:^|\/)supabase\/migrations\/?$/.test(folder.replaceAll("\\", "/"))) return "supabase";
  const own = sql.filter((path) => !path.includes("/"));
  if (own.length === 0) return "plain";
  const count = (pattern: RegExp) => own.filter((path) => pattern.test(path)).length;
  if (count(FLYWAY_NAME) * 2 >= own.length) return "flyway";
  // Pairs of `.up.sql` and `.down.sql` belong to tools that know which is which; the Supabase CLI runs both.
  if (count(UP_NAME) > 0) return "plain";
  return count(SUPABASE_NAME) * 2 >= own.length ? "supabase" : "plain";
}

function lay(path: string, layout: Layout): LaidFile {
  const slash = path.lastIndexOf("/");
  const base = path.slice(slash + 1);
  const parents = slash < 0 ? [] : path.slice(0, slash).split("/");
  if (parents.some((parent) => DOWN_FOLDER.test(parent)))
    return { path, ...nameOf(base, layout), down: true };
  if (parents.length > 0) {
    // Prisma keeps each migration in a folder of its own.
    if (base === "migration.sql" && parents.length === 1) {
      return { path, ...nameOf(`${parents[0]}.sql`, "plain"), down: false };
    }
    return { path, ...nameOf(base, layout), down: false, skipped: "subfolder" };
  }
  const down = DOWN_NAME.test(base) || /^U[0-9]/.test(layout === "flyway" ? base : "");
  const named = nameOf(base, layout);
  const invalid = layout === "supabase" && !SUPABASE_NAME.test(base);
  return { path, ...named, down, ...(invalid ? { skipped: "name" as const } : {}) };
}

function nameOf(base: string, layout: Layout): { readonly version: string; readonly name: string } {
  const flyway = layout === "flyway" ? FLYWAY_NAME.exec(base) : null;
  if (flyway !== null) return { version: flyway[2] ?? "", name: flyway[3] ?? "" };
  const match = SUPABASE_NAME.exec(base) ?? (layout === "supabase" ? null : PLAIN_NAME.exec(base));
  return match === null
    ? { version: "", name: base.replace(/\.sql$/i, "") }
    : { version: match[1] ?? "", name: match[2] ?? "" };
}

function compareLaid(left: LaidFile, right: LaidFile, layout: Layout): number {
  if (layout === "flyway") {
    const order = compareVersions(left.version, right.version);
    if (order !== 0) return order;
  }
  return compareBytes(left.path, right.path);
}

/** Flyway orders by number, part by part; what has no version (repeatable) runs last. */
function compareVersions(left: string, right: string): number {
  if (left === "" || right === "") return (left === "" ? 1 : 0) - (right === "" ? 1 : 0);
  const [one, other] = [left, right].map((text) => text.split(/[._]/).map(BigInt));
  for (let index = 0; index < Math.max(one?.length ?? 0, other?.length ?? 0); index++) {
    const [a, b] = [one?.[index] ?? 0n, other?.[index] ?? 0n];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

/** The forward file that a down file takes back: of its name, else the only one of its version. */
function pairOf(down: LaidFile, forward: readonly LaidFile[]): string | undefined {
  const bare = (name: string) => name.replace(/[._-](?:down|undo|rollback|up)$/i, "");
  const ofVersion = forward.filter((file) => file.version === down.version);
  const named = ofVersion.find((file) => bare(file.name) === bare(down.name));
  return (named ?? (ofVersion.length === 1 && down.version !== "" ? ofVersion[0] : undefined))?.path;
}
