import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PageAssets } from "../html_report/page_assets.ts";
import { SupawardenError } from "../shared/errors.ts";
import { reasonOf } from "./output.ts";
import { packageFolder } from "./package_folder.ts";

/** Where the build puts the style and the script of HTML reports. */
const FOLDER = join("dist", "html_report");

/** Reads what every HTML report carries within. */
export async function readPageAssets(): Promise<PageAssets> {
  const [style, script] = await Promise.all(["style.css", "script.js"].map(readAsset));
  return pageAssets({ style: style ?? "", script: script ?? "" });
}

/** A style and a script with their names in a content policy. */
export function pageAssets({
  style,
  script,
}: {
  readonly style: string;
  readonly script: string;
}): PageAssets {
  return { style, script, styleHash: hashOf(style), scriptHash: hashOf(script) };
}

async function readAsset(name: string): Promise<string> {
  try {
    return await readFile(join(packageFolder(), FOLDER, name), "utf8");
  } catch (error) {
    throw new SupawardenError("input", `${join(FOLDER, name)} cannot be read: ${reasonOf(error)}`, {
      hint: "`npm run build` in the folder of Supawarden writes it.",
      cause: error,
    });
  }
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
