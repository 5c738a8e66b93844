import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SupawardenError } from "../../shared/errors.ts";
import { reasonOf, writeFileAtomically } from "../output.ts";
import type { PlannedFile } from "./planned_file.ts";

/** The files of a Supabase project, by their paths relative to its folder. */
export interface Project {
  readonly folder: string;
  /** The text of a file; `undefined` where there is none. */
  read(path: string): Promise<string | undefined>;
  /** Names in a folder, in order; none where it does not exist. */
  list(path: string): Promise<readonly string[]>;
}

/**
 * Opens the Supabase project in a folder.
 * @throws SupawardenError `usage` where there is none.
 */
export async function openProject(folder: string): Promise<Project> {
  const project: Project = {
    folder,
    read: (path) => readIfThere(join(folder, path)),
    list: async (path) => (await readdir(join(folder, path)).catch(() => [])).sort(),
  };
  if ((await project.read("supabase/config.toml")) === undefined) {
    throw new SupawardenError("usage", `there is no Supabase project in ${folder}`, {
      hint: "Run it where supabase/config.toml is; `supabase init` makes one.",
    });
  }
  return project;
}

/** Carries out the plan, file by file, each written whole or not at all. The record of what is installed comes last. */
export async function carryOut(project: Project, plan: readonly PlannedFile[]): Promise<void> {
  for (const { path, action, text } of plan) {
    const file = join(project.folder, path);
    if (action === "remove") await rm(file, { force: true });
    else if (text !== undefined) {
      await mkdir(dirname(file), { recursive: true });
      await writeFileAtomically(file, text);
    }
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new SupawardenError("input", `cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
}
