import { parse, type TomlTable } from "smol-toml";
import { messageOf } from "../../shared/database/database.ts";
import { SupawardenError } from "../../shared/errors.ts";

/** Path of the project's settings. */
export const CONFIG_TOML = "supabase/config.toml";

const MARK = "# supawarden";

/** A setting that the installation needs: table, key, value as TOML. */
interface Setting {
  readonly table: readonly string[];
  readonly key: string;
  readonly value: string;
}

const SETTINGS: readonly Setting[] = [
  // The platform's own gate lets the publishable key in, which every visitor has; the functions have a gate of their own.
  ...["audit", "verify"].flatMap((name): Setting[] => [
    { table: ["functions", name], key: "enabled", value: "true" },
    { table: ["functions", name], key: "verify_jwt", value: "false" },
    { table: ["functions", name], key: "import_map", value: `"./functions/${name}/deno.json"` },
    { table: ["functions", name], key: "entrypoint", value: `"./functions/${name}/index.ts"` },
  ]),
  { table: ["db", "vault"], key: "supawarden_url", value: '"env(SUPAWARDEN_URL)"' },
  { table: ["db", "vault"], key: "supawarden_token", value: '"env(SUPAWARDEN_TRIGGER_TOKEN)"' },
  {
    table: ["edge_runtime", "secrets"],
    key: "SUPAWARDEN_TRIGGER_TOKEN",
    value: '"env(SUPAWARDEN_TRIGGER_TOKEN)"',
  },
];

/**
 * The settings with the installation's entries, each marked; every other line stays as it is. Entries that are there
 * already, with whatever value, stay too.
 * @throws SupawardenError `input` where the file is not TOML.
 */
export function withInstallation(text: string): string {
  const known = readToml(text);
  let lines = text.split("\n");
  const missing = SETTINGS.filter(({ table, key }) => tableOf(known, table)?.[key] === undefined);
  const tables = new Map<string, Setting[]>();
  for (const setting of missing) {
    const name = setting.table.join(".");
    tables.set(name, [...(tables.get(name) ?? []), setting]);
  }
  for (const [name, settings] of tables) {
    const added = settings.map(({ key, value }) => `${key} = ${value} ${MARK}`);
    const header = lines.findIndex((line) => headerOf(line) === name);
    if (header >= 0) lines = lines.toSpliced(header + 1, 0, ...added);
    else {
      // After the last line, before the line break that ends the file.
      const end = lines.at(-1) === "" ? lines.length - 1 : lines.length;
      lines = lines.toSpliced(end, 0, "", `[${name}] ${MARK}`, ...added);
    }
  }
  const after = lines.join("\n");
  const read = readToml(after);
  const lost = SETTINGS.find(({ table, key }) => tableOf(read, table)?.[key] === undefined);
  if (lost !== undefined) {
    throw new SupawardenError("input", `${CONFIG_TOML} cannot take ${lost.table.join(".")}.${lost.key}`, {
      hint: "Its tables are written in a way that init cannot extend: add the entry by hand.",
    });
  }
  return after;
}

/** The settings without what was added: marked lines go, and nothing else. */
export function withoutInstallation(text: string): string {
  const lines = text.split("\n");
  const kept = lines.filter((line, place) => {
    if (line.trimEnd().endsWith(MARK)) return false;
    // The blank line that was put before a table goes with it.
    return !(line.trim() === "" && isAddedHeader(lines[place + 1]));
  });
  return kept.join("\n");
}

function isAddedHeader(line: string | undefined): boolean {
  return line?.startsWith("[") === true && line.trimEnd().endsWith(MARK);
}

/** The table that a line opens; none for a line that opens no plain table. */
function headerOf(line: string): string | undefined {
  return /^\s*\[([A-Za-z0-9_.\s-]+)\]\s*(?:#.*)?$/.exec(line)?.[1]?.replaceAll(/\s/g, "");
}

function tableOf(root: TomlTable, path: readonly string[]): TomlTable | undefined {
  let table: unknown = root;
  for (const name of path) {
    if (typeof table !== "object" || table === null) return undefined;
    table = (table as TomlTable)[name];
  }
  return typeof table === "object" && table !== null ? (table as TomlTable) : undefined;
}

function readToml(text: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    throw new SupawardenError("input", `${CONFIG_TOML} is not TOML: ${messageOf(error).split("\n")[0]}`, {
      hint: "Correct it first; `supabase start` would refuse it too.",
      cause: error,
    });
  }
}
