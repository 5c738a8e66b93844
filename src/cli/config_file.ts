import { readFile } from "node:fs/promises";
import { type Config, parseConfig } from "../shared/config.ts";
import { SupawardenError } from "../shared/errors.ts";
import { CONFLICTS } from "../shared/migrations/conflicts/mod.ts";
import { RULES } from "../shared/rules/mod.ts";
import { firstJsonFault } from "./json_place.ts";
import { reasonOf } from "./output.ts";

/** The configuration that is read when no other is named. */
export const DEFAULT_CONFIG = "supawarden.config.json";

/**
 * Reads the configuration: the named file, which must exist, or the default one, which need not.
 * @throws SupawardenError `config` that names file and place.
 */
export async function readConfigFile(file?: string): Promise<Config> {
  const path = file ?? DEFAULT_CONFIG;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (file === undefined && error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new SupawardenError("config", `cannot read ${path}: ${reasonOf(error)}`, {
      hint: "Give the configuration by --config FILE.",
      cause: error,
    });
  }
  const value = parseJson(decode(bytes, path), path);
  try {
    return parseConfig(
      value,
      [...RULES, ...CONFLICTS].map(({ id }) => id),
    );
  } catch (error) {
    if (!(error instanceof SupawardenError)) throw error;
    throw new SupawardenError("config", `${path}: ${error.message}`, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SupawardenError("config", `${path} is not UTF-8`, {
      hint: "Save the file as UTF-8.",
      cause: error,
    });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const place = firstJsonFault(text);
    const where = place === undefined ? path : `${path}:${place.line}:${place.column}`;
    throw new SupawardenError("config", `${where}: this is not JSON`, {
      hint: "JSON takes double quotes, no comments and no comma after the last item.",
      cause: error,
    });
  }
}
