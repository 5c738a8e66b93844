import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../src/shared/config.ts";
import { type FolderFiles, filesBelow } from "./read_folders.ts";

const EXAMPLE = join(import.meta.dirname, "..", "..", "examples", "ai-memory");

/** What the example's list of planted faults says of one object. */
export interface Planted {
  readonly id: string;
  readonly object: string;
  /** `file:line`, the file relative to the migrations folder; empty for a folder. */
  readonly place: string;
}

/** The lines of a section of PLANTED.md. */
export function plantedIn(heading: string): Planted[] {
  const text = readFileSync(join(EXAMPLE, "PLANTED.md"), "utf8");
  const start = text.indexOf(`## ${heading}`);
  if (start < 0) throw new Error(`PLANTED.md has no section ${heading}`);
  const end = text.indexOf("\n## ", start + 1);
  const section = text.slice(start, end < 0 ? undefined : end);
  return [...section.matchAll(/^\| (\w+) \| `(.+?)` \| (.*?) \|/gm)].map(
    ([, id = "", object = "", place = ""]) => ({
      id,
      object,
      place,
    }),
  );
}

/** The example's migrations, as `analyze` finds them. */
export function exampleFolder(): Readonly<Record<string, FolderFiles>> {
  return { "supabase/migrations": filesBelow(join(EXAMPLE, "supabase", "migrations")) };
}

/** The example's configuration. */
export function exampleConfig(): Config {
  return JSON.parse(readFileSync(join(EXAMPLE, "supawarden.config.json"), "utf8")) as Config;
}
