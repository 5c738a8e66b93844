import { existsSync } from "node:fs";
import { SupawardenError } from "../../shared/errors.ts";
import { manifestText } from "../../shared/manifest/write_manifest.ts";
import { buildManifest } from "../build_manifest.ts";
import { DEFAULT_MANIFEST } from "../manifest_file.ts";
import { writeResult } from "../output.ts";
import { replayWarnings } from "../replayed_folder.ts";
import { DEFAULT_MIGRATIONS } from "../source.ts";
import { createProgress, say } from "../terminal.ts";

/** Flags of `manifest`. */
export interface ManifestFlags {
  readonly output?: string;
  readonly bundle?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** The module that the functions import. */
const BUNDLE = "supabase/functions/supawarden.manifest.ts";

/**
 * Replays a folder and writes its manifest. Returns the exit code: 1 where statements failed in the replay, of which the
 * manifest says so.
 */
export async function runManifest(folder: string | undefined, flags: ManifestFlags): Promise<number> {
  if (folder === undefined && !existsSync(DEFAULT_MIGRATIONS)) {
    throw new SupawardenError("usage", "no migrations folder was named", {
      hint: `Give one, or run in a project with ${DEFAULT_MIGRATIONS}.`,
    });
  }
  const source = folder ?? DEFAULT_MIGRATIONS;
  const progress = createProgress(flags.quiet === true);
  progress.show(`replaying ${source}`);
  const built = await buildManifest(source).finally(() => progress.clear());
  await built.database.close();
  if (flags.quiet !== true) for (const warning of replayWarnings(built)) say(warning);
  const json = await manifestText(built.manifest);
  const text = flags.bundle === true ? moduleText(json) : json;
  const file = flags.output ?? (flags.bundle === true ? BUNDLE : DEFAULT_MANIFEST);
  await writeResult(text, file === "-" ? undefined : file);
  if (flags.quiet !== true && file !== "-") {
    const { schemas, others } = built.manifest.schema ?? { schemas: [], others: [] };
    const count = schemas.reduce((sum, { objects }) => sum + objects.length, others.length);
    say(`wrote ${file}: ${built.manifest.migrations.length} migrations, ${count} objects`);
  }
  return built.result.faults.length === 0 ? 0 : 1;
}

function moduleText(json: string): string {
  return `// Written by \`supawarden manifest --bundle\`: the state that the migrations make.\nexport const manifest: unknown = ${json.trimEnd()};\n`;
}
