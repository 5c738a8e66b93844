import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "smol-toml";

/** The major version that the project's config.toml names; nothing where it names none. */
export async function declaredMajor(folder: string): Promise<number | undefined> {
  try {
    const { db } = parse(await readFile(join(dirname(folder), "config.toml"), "utf8"));
    const version = typeof db === "object" && "major_version" in db ? Number(db.major_version) : Number.NaN;
    return Number.isInteger(version) ? version : undefined;
  } catch {
    // No file, or none that can be read: then nothing is declared, which `chooseShadow` says.
    return undefined;
  }
}
