import type { Conflict } from "./conflict.ts";
import { fileRef, fileStart } from "./refs.ts";

/** SQL files in folders inside of a migrations folder. */
export const fileInSubfolder: Conflict = {
  id: "file_in_subfolder",
  title: "SQL file in a folder inside",
  summary:
    "An SQL file that lies in a folder inside of the migrations folder, which the Supabase CLI does not enter.",
  severity: "warn",
  category: "migration",
  rationale:
    "The CLI reads the files of the folder itself and no others. Whoever sorted migrations into folders of their own believes that they run; whoever finds them there later cannot tell whether they ever did.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  limits:
    "Left out are folders called down, undo or rollback, the folders of single migrations as Prisma makes them (`<version>_<name>/migration.sql`), and Flyway, which reads folders inside. In a plain folder of SQL files the severity is `info`: some tools enter folders.",
  *check({ reading }) {
    for (const folder of reading.folders) {
      if (folder.layout === "flyway") continue;
      for (const file of folder.files) {
        if (file.skipped !== "subfolder") continue;
        yield {
          object: fileRef(file),
          severity: folder.layout === "supabase" ? "warn" : "info",
          discriminator: file.folder,
          message: `${file.path} lies in a folder inside of ${folder.path}: ${
            folder.layout === "supabase"
              ? "the Supabase CLI never runs it"
              : "a tool that reads the folder alone never runs it"
          }.`,
          evidence: { folder: folder.path, statements: file.statements.length },
          remediation: {
            safety: "review",
            note: "Move it up into the folder under a version of its own if it should run. If it is kept for reference, move it out of the migrations folder; the history of the repository keeps it as well.",
          },
          location: fileStart(file),
        };
      }
    }
  },
};
