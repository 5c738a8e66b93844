import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../src/shared/config.ts";
import { type FolderFiles, filesBelow } from "./read_folders.ts";

/** The example whose faults were planted by hand. */
export const EXAMPLE = join(import.meta.dirname, "..", "..", "examples", "ai-memory");

/** Rows of the table under a heading of PLANTED.md, cells without their code marks. */
export function plantedRows(heading: string): string[][] {
  const text = readFileSync(join(EXAMPLE, "PLANTED.md"), "utf8");
  const start = text.indexOf(`## ${heading}`);
  if (start === -1) throw new Error(`PLANTED.md has no section "${heading}"`);
  const end = text.indexOf("\n## ", start + 1);
  return text
    .slice(start, end === -1 ? undefined : end)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(1)
    .map((line) =>
      line.split(" | ").map((cell) =>
        cell
          .replace(/^\| |\|$/g, "")
          .trim()
          .replace(/^`|`$/g, ""),
      ),
    );
}

/** What the example's list of planted faults says of one object. */
export interface Planted {
  readonly id: string;
  readonly object: string;
  /** `file:line`, the file relative to the migrations folder; empty for a folder. */
  readonly place: string;
}

/** The findings in a section of PLANTED.md. */
export function plantedIn(heading: string): Planted[] {
  return plantedRows(heading)
    .filter(([id = ""]) => /^\w+$/.test(id))
    .map(([id = "", object = "", place = ""]) => ({ id, object, place }));
}

/** The example's migrations, as `analyze` finds them. */
export function exampleFolder(): Readonly<Record<string, FolderFiles>> {
  return { "supabase/migrations": filesBelow(join(EXAMPLE, "supabase", "migrations")) };
}

/** The example's configuration. */
export function exampleConfig(): Config {
  return JSON.parse(readFileSync(join(EXAMPLE, "supawarden.config.json"), "utf8")) as Config;
}
