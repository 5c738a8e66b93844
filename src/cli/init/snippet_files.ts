import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageFolder } from "../package_folder.ts";
import { digestOf, type InstallRecord } from "./install_record.ts";
import { giving, type PlannedFile } from "./planned_file.ts";
import type { Project } from "./project.ts";

/** Where the Supabase CLI lets the local dashboard keep its SQL snippets. */
export const SNIPPETS_FOLDER = "supabase/snippets";

/** Queries for the dashboard's SQL editor and its report blocks. One that was edited since it was written stays. */
export async function snippetFiles(
  project: Project,
  record: InstallRecord | undefined,
): Promise<readonly PlannedFile[]> {
  const folder = join(packageFolder(), SNIPPETS_FOLDER);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name): Promise<PlannedFile> => {
      const path = `${SNIPPETS_FOLDER}/${name}`;
      const [before, after] = await Promise.all([project.read(path), readFile(join(folder, name), "utf8")]);
      const isEdited = before !== undefined && before !== after && record?.files[path] !== digestOf(before);
      return isEdited ? { path, action: "keep", note: "yours" } : giving(path, { before, after });
    }),
  );
}
