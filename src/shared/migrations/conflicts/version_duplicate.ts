import { recordRef } from "../../catalog/identity.ts";
import { groupBy } from "../../catalog/lookup.ts";
import type { Verdict } from "../../rules/rule.ts";
import type { ReadFile, ReadFolder } from "../reading.ts";
import type { Conflict } from "./conflict.ts";
import { fileDiscriminator } from "./places.ts";
import { fileStart } from "./refs.ts";
import { isRun } from "./run_files.ts";

/** Files that claim a version which an earlier file of the folder has. */
export const versionDuplicate: Conflict = {
  id: "version_duplicate",
  title: "Two files share a version",
  summary:
    "A file whose version an earlier file of the same folder has already, or whose version is the same number written with other zeros.",
  severity: "error",
  category: "migration",
  rationale:
    "The ledger of the Supabase CLI has the version as its key and nothing else. The second file of a version fails on its own row and is rolled back with everything in it; on a database where the first one is recorded, it never runs at all. A down file beside the others counts: the CLI takes it for one more migration.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  limits:
    "Files that their tool does not run are left out: names that the Supabase CLI skips, files in folders inside, and down files of tools that know them.",
  *check({ reading }) {
    for (const folder of reading.folders) {
      const files = folder.files.filter((file) => isRun(folder, file) && file.version !== "");
      for (const claimants of groupBy(files, (file) => numberOf(file.version)).values()) {
        const [first, ...others] = claimants;
        if (first === undefined) continue;
        for (const file of others) yield verdict(file, { folder, first, claimants });
      }
    }
  },
};

/** Parts of a version as numbers: `024` and `24` are one. */
function numberOf(version: string): string {
  return version
    .split(/[._]/)
    .map((part) => part.replace(/^0+(?=\d)/, ""))
    .join(".");
}

interface Claim {
  readonly folder: ReadFolder;
  readonly first: ReadFile;
  readonly claimants: readonly ReadFile[];
}

function verdict(file: ReadFile, { folder, first, claimants }: Claim): Verdict {
  const same = claimants.find((other) => other.version === file.version) ?? first;
  const isSame = same !== file;
  const original = isSame ? same : first;
  return {
    object: recordRef("migration", file.version),
    severity: isSame && folder.layout !== "plain" ? "error" : "warn",
    discriminator: `${file.folder}/${fileDiscriminator(file)}`,
    message: isSame
      ? `${file.path} has version ${file.version}, which ${original.path} has already: ${consequence(file, folder)}.`
      : `${file.path} has version ${file.version}, the same number as ${original.version} of ${original.path}: two migrations to the ledger, one to every reader.`,
    evidence: {
      version: file.version,
      first: original.file,
      files: claimants.map((other) => other.file),
      down: file.down,
      same_text: isSame,
    },
    remediation: {
      safety: "review",
      note: file.down
        ? `It takes ${file.undoes ?? original.path} back and is not meant to run: move it out of the folder, to ${downFolder(folder)}.`
        : `Rename it to a version of its own, a time of 14 digits that comes after ${original.path}, and where it has run already record that version: supabase migration repair --status applied <new version>.`,
    },
    location: fileStart(file),
  };
}

function consequence(file: ReadFile, { layout }: ReadFolder): string {
  if (layout === "plain") return "a tool that records versions runs one of them only";
  if (layout === "flyway") return "Flyway refuses the folder";
  return file.down
    ? "the Supabase CLI runs it as a migration, and fails on its row in the ledger"
    : "the Supabase CLI fails on its row in the ledger and rolls the file back";
}

function downFolder(folder: ReadFolder): string {
  return folder.layout === "supabase"
    ? "a folder of its own inside, which the CLI does not enter"
    : "its tool's place";
}
