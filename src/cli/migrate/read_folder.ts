import { join } from "node:path";
import { discoverMigrations } from "../../shared/migrations/discover.ts";
import { findDownScripts } from "../../shared/runner/down_scripts.ts";
import type { MigrationFolder } from "../../shared/runner/runner_state.ts";
import { readEntries } from "../migration_files.ts";

const REASONS: Readonly<Record<string, string>> = {
  name: "was left out: its name is not <version>_<name>.sql",
  down: "takes another migration back; the Supabase CLI would apply it: move it into the folder down",
  old_init: "was left out, as the Supabase CLI does with an old initial migration",
};

/**
 * Reads migrations and their ways back, those beside them and those in the folder `down`.
 * @throws SupawardenError `input` when the folder cannot be read or holds no migration.
 */
export async function readMigrationFolder(path: string): Promise<MigrationFolder> {
  const folder = path.replace(/\/+$/, "") || path;
  const entries = await readEntries(folder);
  const { files, skipped } = discoverMigrations(folder, entries);
  const hasDown = entries.some(({ name, directory }) => directory && name === "down");
  const down = join(folder, "down");
  const downEntries = hasDown ? await readEntries(down) : [];
  const warnings = skipped.flatMap(({ file, reason }) => {
    const text = file.endsWith(".sql") ? REASONS[reason] : undefined;
    return text === undefined ? [] : [`${file} ${text}`];
  });
  return {
    files,
    downScripts: findDownScripts({
      beside: { path: folder, entries },
      down: { path: down, entries: downEntries },
    }),
    warnings,
  };
}
