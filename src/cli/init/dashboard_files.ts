import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageFolder } from "../package_folder.ts";
import { digestOf, type InstallRecord } from "./install_record.ts";
import { giving, type PlannedFile } from "./planned_file.ts";
import type { Project } from "./project.ts";

/** Where the Supabase CLI looks for what the dashboard shows: SQL snippets of the local one, notebooks to push. */
const FOLDERS = [
  { path: "supabase/snippets", ending: ".sql" },
  { path: "supabase/notebooks", ending: ".json" },
] as const;

/** Whether the file is one for the dashboard. */
export function isDashboardFile(path: string): boolean {
  return FOLDERS.some((folder) => path.startsWith(`${folder.path}/`));
}

/** Queries for the dashboard's SQL editor, its reports and its notebooks. One that was edited since it was written stays. */
export async function dashboardFiles(
  project: Project,
  record: InstallRecord | undefined,
): Promise<readonly PlannedFile[]> {
  const files = await Promise.all(
    FOLDERS.map(async ({ path, ending }) => {
      const names = (await readdir(join(packageFolder(), path))).filter((name) => name.endsWith(ending));
      return names.sort().map((name) => `${path}/${name}`);
    }),
  );
  return Promise.all(
    files.flat().map(async (path): Promise<PlannedFile> => {
      const [before, after] = await Promise.all([
        project.read(path),
        readFile(join(packageFolder(), path), "utf8"),
      ]);
      const isEdited = before !== undefined && before !== after && record?.files[path] !== digestOf(before);
      return isEdited ? { path, action: "keep", note: "yours" } : giving(path, { before, after });
    }),
  );
}
