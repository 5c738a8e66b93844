import type { Verdict } from "../../rules/rule.ts";
import type { ReadFile } from "../reading.ts";
import type { Conflict } from "./conflict.ts";
import { fileRef, fileStart } from "./refs.ts";

/** Files that the Supabase CLI skips because of their names. */
export const fileNameInvalid: Conflict = {
  id: "file_name_invalid",
  title: "File that the Supabase CLI skips",
  summary:
    "An SQL file of a Supabase migrations folder that is not named `<digits>_<name>.sql`, or that the CLI takes for the start which its own early versions generated.",
  severity: "warn",
  category: "migration",
  rationale:
    "The CLI leaves such a file out with a line that nobody reads. What it makes is missing in every new database, in the branch that is made for a pull request and in the one a colleague resets, while the database where it was run by hand has it.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  limits:
    "Files that say by their names that they take another back are left out; so are the folders of other tools.",
  *check({ reading }) {
    for (const folder of reading.folders) {
      if (folder.layout !== "supabase") continue;
      for (const file of folder.files) {
        if (file.down) continue;
        if (file.skipped === "name") yield verdict(file, nameFault(file.path));
        else if (file.skipped === "old_init") yield oldInit(file);
      }
    }
  },
};

/** What is wrong with a name, in words. */
function nameFault(path: string): string {
  if (!path.endsWith(".sql")) return "does not end in .sql in lower case";
  if (!/^\d/.test(path)) return "does not begin with a version of digits";
  return "has something else than an underscore after the digits of its version";
}

function verdict(file: ReadFile, fault: string): Verdict {
  const { length } = file.statements;
  return {
    object: fileRef(file),
    discriminator: file.folder,
    message: `${file.path} ${fault}: the Supabase CLI skips it${
      length === 0 ? "" : `, and with it ${length === 1 ? "its statement" : `its ${length} statements`}`
    }.`,
    evidence: { fault, statements: length },
    remediation: {
      safety: "review",
      note: "Rename it to <14 digits>_<name>.sql if it should run, with a version after the newest applied one; move it out of the folder if it should not. Where its statements ran by hand already, record the new version: supabase migration repair --status applied <version>.",
    },
    location: fileStart(file),
  };
}

function oldInit(file: ReadFile): Verdict {
  return {
    object: fileRef(file),
    discriminator: file.folder,
    message: `${file.path} is the first file, called init and older than 2021-12-09: the Supabase CLI takes it for one that it generated itself, and skips it.`,
    evidence: { fault: "taken for the generated start of an early CLI", statements: file.statements.length },
    remediation: {
      safety: "review",
      note: "If it holds statements of your own, rename it: another name than init is enough.",
    },
    location: fileStart(file),
  };
}
