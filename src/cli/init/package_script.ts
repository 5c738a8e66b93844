import { SupawardenError } from "../../shared/errors.ts";
import { TOOL_VERSION } from "../../shared/version.ts";

const NAME = "migrate:verify";

/** The project's package.json with the script `migrate:verify`; one that is there already stays. */
export function withScript(text: string): string {
  const manifest = readManifest(text);
  const scripts = { ...(manifest.scripts ?? {}) };
  if (scripts[NAME] !== undefined) return text;
  return written({ ...manifest, scripts: { ...scripts, [NAME]: command() } }, text);
}

/** The same without it, where it is the one that was added by whatever version. */
export function withoutScript(text: string): string {
  const manifest = readManifest(text);
  const { [NAME]: script, ...others } = manifest.scripts ?? {};
  if (script === undefined || !/^npx --yes supawarden@\S+ verify$/.test(script)) return text;
  const { scripts: _scripts, ...rest } = manifest;
  return written(Object.keys(others).length === 0 ? rest : { ...manifest, scripts: others }, text);
}

function command(): string {
  return `npx --yes supawarden@${TOOL_VERSION} verify`;
}

interface PackageManifest {
  readonly scripts?: Readonly<Record<string, string>>;
}

function readManifest(text: string): PackageManifest {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw new SupawardenError("input", "package.json is not a JSON object", {
    hint: "Correct it first: npm would refuse it too.",
  });
}

/** Indented as the file was, with its last line break. */
function written(manifest: PackageManifest, before: string): string {
  const indent = /\n([ \t]+)"/.exec(before)?.[1] ?? "  ";
  return `${JSON.stringify(manifest, null, indent)}${before.endsWith("\n") ? "\n" : ""}`;
}
