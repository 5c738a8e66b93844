import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SupawardenError } from "../../shared/errors.ts";
import { TOOL_VERSION } from "../../shared/version.ts";
import { packageFolder } from "../package_folder.ts";
import { digestOf, type InstallRecord } from "./install_record.ts";
import { giving, type PlannedFile } from "./planned_file.ts";
import type { Project } from "./project.ts";

/** The edge functions; their names are their addresses, which schedule and CI know. */
export const FUNCTION_NAMES = ["audit", "verify"] as const;

const MARK = "// Written by `supawarden init`";

/**
 * The functions, each as one file with its packages pinned beside it.
 * @throws SupawardenError `input` where the project has a function of that name, or one of ours was edited.
 */
export async function functionFiles(
  project: Project,
  options: { readonly record: InstallRecord | undefined; readonly force: boolean },
): Promise<readonly PlannedFile[]> {
  const built = join(packageFolder(), "dist", "functions");
  const steps: PlannedFile[] = [];
  for (const name of FUNCTION_NAMES) {
    const folder = `supabase/functions/${name}`;
    const code = await readFile(join(built, name, "index.js"), "utf8");
    const pins = await readFile(join(built, name, "deno.json"), "utf8");
    for (const [file, after] of [
      ["index.ts", `${head(name)}${code}`],
      ["deno.json", pins],
    ] as const) {
      const path = `${folder}/${file}`;
      const before = await project.read(path);
      if (before !== undefined && before !== after && !options.force) {
        requireOurs(path, { before, name, written: options.record?.files[path] });
      }
      steps.push(giving(path, { before, after }));
    }
  }
  return [...steps, await manifestStep(project, built)];
}

/** The expected state, as the functions import it. */
export const MANIFEST_MODULE = "supabase/functions/supawarden.manifest.ts";

/** A manifest that the project has written stays: it changes with the migrations. */
async function manifestStep(project: Project, built: string): Promise<PlannedFile> {
  const before = await project.read(MANIFEST_MODULE);
  const after = await readFile(join(built, "supawarden.manifest.ts"), "utf8");
  if (before !== undefined && before !== after)
    return { path: MANIFEST_MODULE, action: "keep", note: "yours" };
  return giving(MANIFEST_MODULE, { before, after, note: "supawarden manifest --bundle fills it" });
}

function head(name: string): string {
  return [
    `${MARK} of supawarden ${TOOL_VERSION}: the edge function ${name}, bundled. Do not edit; \`supawarden init\` writes it anew.`,
    "// @ts-nocheck",
    "",
  ].join("\n");
}

function requireOurs(
  path: string,
  file: { readonly before: string; readonly name: string; readonly written: string | undefined },
): void {
  if (file.written === undefined) {
    if (file.before.startsWith(MARK) || path.endsWith("deno.json")) return;
    throw new SupawardenError("input", `${path} is a function of your own`, {
      hint: `Supawarden's function has to be called ${file.name}: rename yours, or give --force to have it overwritten.`,
    });
  }
  if (file.written === digestOf(file.before)) return;
  throw new SupawardenError("input", `${path} was edited since \`supawarden init\` wrote it`, {
    hint: "Take the change back, or give --force to have the file overwritten.",
  });
}
