import { readFileSync } from "node:fs";
import { join } from "node:path";

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
