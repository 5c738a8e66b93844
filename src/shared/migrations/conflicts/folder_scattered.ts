import { recordRef } from "../../catalog/identity.ts";
import { groupBy } from "../../catalog/lookup.ts";
import type { Verdict } from "../../findings/verdict.ts";
import type { ReadFolder } from "../reading.ts";
import type { Conflict, ConflictInput } from "./conflict.ts";
import { fileStart } from "./refs.ts";

/** Migrations of one project in several folders. */
export const folderScattered: Conflict = {
  id: "folder_scattered",
  title: "Migrations of one project lie in several folders",
  summary: "More than one folder of SQL migrations in a repository that belong to the same project.",
  severity: "warn",
  category: "migration",
  rationale:
    "Nothing says in which order the folders run, nor which of them a database has seen. Objects are made in one and changed in another, so that no folder alone builds the schema, and a new database is never what the old one is.",
  sources: [],
  limits:
    "Each `supabase/migrations` is a project of its own; another folder belongs to the one whose directory it lies in, else to the only one there is. Folders whose files take others back (down, undo) count as a part of the folder they lie in.",
  *check(input) {
    const folders = input.reading.folders.filter((folder) => folder.files.length > 0);
    for (const own of groupBy(folders, (folder) => projectOf(folder, folders)).values()) {
      const [main, ...others] = own.toSorted((left, right) => rank(left) - rank(right));
      if (main === undefined) continue;
      for (const folder of others) yield verdict(folder, { main, own, input });
    }
  },
};

const SUPABASE = /(?:^|\/)supabase\/migrations$/;

/** The directory of the project that a folder belongs to. */
function projectOf(folder: ReadFolder, folders: readonly ReadFolder[]): string {
  const roots = folders.flatMap(({ path }) => {
    const clean = cleanPath(path);
    return SUPABASE.test(clean) ? [clean.replace(SUPABASE, "")] : [];
  });
  const path = cleanPath(folder.path);
  if (SUPABASE.test(path)) return path.replace(SUPABASE, "");
  const around = roots
    .filter((root) => root === "" || path === root || path.startsWith(`${root}/`))
    .toSorted((left, right) => right.length - left.length);
  return around[0] ?? (roots.length === 1 ? (roots[0] ?? "") : "?");
}

function cleanPath(path: string): string {
  return path.replaceAll("\\", "/").replace(/^\.\//, "").replace(/\/+$/, "");
}

/** The folder that the others should go into comes first: Supabase's own, then the one with most files. */
function rank(folder: ReadFolder): number {
  return (SUPABASE.test(cleanPath(folder.path)) ? 0 : 1e9) - folder.files.length;
}

interface Scattered {
  readonly main: ReadFolder;
  readonly own: readonly ReadFolder[];
  readonly input: ConflictInput;
}

function verdict(folder: ReadFolder, { main, own, input }: Scattered): Verdict {
  const shared = sharedObjects(folder, { main, input });
  const [first] = folder.files;
  return {
    object: recordRef("migration", folder.path),
    message: `${folder.path} holds ${count(folder.files.length, "SQL file")} beside the ${main.files.length} of ${main.path}${
      shared.length === 0
        ? ""
        : `, and both make ${shared.slice(0, 3).join(", ")}${shared.length > 3 ? ` and ${shared.length - 3} more` : ""}`
    }.`,
    evidence: {
      folders: own.map(({ path, layout, files }) => ({ path, layout, files: files.length })),
      made_in_both: shared.slice(0, 50),
    },
    remediation: {
      safety: "review",
      note: `Find out which files of ${folder.path} the database has seen, bring what is missing into ${main.path} as new migrations, and remove the folder. \`supawarden drift --migrations ${main.path}\` lists what the database has and the folder does not; \`supawarden consolidate\` makes one baseline of them.`,
    },
    ...(first === undefined ? {} : { location: fileStart(first) }),
  };
}

function sharedObjects(
  folder: ReadFolder,
  { main, input }: { readonly main: ReadFolder; readonly input: ConflictInput },
): readonly string[] {
  const made = (of: ReadFolder): ReadonlySet<string> => {
    const names = new Set<string>();
    for (const file of input.reading.files) {
      if (file.folder !== of.path || file.skipped !== undefined || file.down) continue;
      for (const { events } of file.statements) {
        for (const { event, ref } of events) {
          if (event === "create" && (ref.kind === "relation" || ref.kind === "type")) names.add(ref.identity);
        }
      }
    }
    return names;
  };
  const others = made(main);
  return [...made(folder)].filter((identity) => others.has(identity)).sort();
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
