import { readFile } from "node:fs/promises";
import { SupawardenError } from "../shared/errors.ts";
import { type Manifest, parseManifest } from "../shared/manifest/manifest.ts";
import { firstJsonFault } from "./json_place.ts";
import { reasonOf } from "./output.ts";

/** The file that `supawarden manifest` writes where no other is named. */
export const DEFAULT_MANIFEST = "supawarden.manifest.json";

/**
 * Reads a manifest.
 * @throws SupawardenError `input` when it cannot be read or is none.
 */
export async function readManifestFile(file: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new SupawardenError("input", `cannot read ${file}: ${reasonOf(error)}`, {
      hint: "Write it with `supawarden manifest`.",
      cause: error,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const place = firstJsonFault(text);
    throw new SupawardenError(
      "input",
      `${file} is not JSON${place === undefined ? "" : `: line ${place.line}, column ${place.column}`}`,
      { hint: "Write it anew with `supawarden manifest`.", cause: error },
    );
  }
  return parseManifest(value, file);
}
