import { existsSync } from "node:fs";
import { openServer } from "../../shared/database/server.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { manifestText } from "../../shared/manifest/write_manifest.ts";
import { DEFAULT_MANIFEST_NAME, readManifest, storeManifest } from "../../shared/store/manifests.ts";
import { buildManifest } from "../build_manifest.ts";
import { confirm } from "../confirm.ts";
import { DEFAULT_MANIFEST } from "../manifest_file.ts";
import { writeResult } from "../output.ts";
import { replayWarnings } from "../replayed_folder.ts";
import { chooseUrl, DEFAULT_MIGRATIONS } from "../source.ts";
import { createProgress, say } from "../terminal.ts";

/** Flags of `manifest`. */
export interface ManifestFlags {
  readonly output?: string;
  readonly bundle?: boolean;
  readonly store?: boolean;
  readonly dbUrl?: string;
  readonly yes?: boolean;
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
  if (flags.store !== true && flags.dbUrl !== undefined) {
    throw new SupawardenError(
      "usage",
      "--db-url says where to store the manifest, and --store is not given",
      {
        hint: "A manifest is made of a folder alone; add --store to put it into the database.",
      },
    );
  }
  const target = flags.store === true ? chooseUrl(flags.dbUrl) : undefined;
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
  const failed = built.result.faults.length > 0;
  if (target !== undefined) {
    if (failed) {
      throw new SupawardenError("input", "statements failed in the replay, so the manifest was not stored", {
        hint: "What they should have made would be missing from the expected state. `supawarden analyze --replay` names them.",
      });
    }
    await storeInDatabase(target, { json, yes: flags.yes === true, quiet: flags.quiet === true });
  }
  return failed ? 1 : 0;
}

/** Puts the manifest in the place of the one that the functions compare with. */
async function storeInDatabase(
  url: string,
  { json, yes, quiet }: { readonly json: string; readonly yes: boolean; readonly quiet: boolean },
): Promise<void> {
  const database = openServer({ url, preferTls: true });
  try {
    const known = (await readManifest(database, DEFAULT_MANIFEST_NAME)) !== undefined;
    const plan = `${known ? "Replace" : "Store"} manifest "${DEFAULT_MANIFEST_NAME}" in supawarden.manifests of ${database.label}`;
    if (!quiet || !yes) say(plan);
    if (!(await confirm(`${plan}?`, { yes, changes: "a database" }))) return;
    await storeManifest(database, { name: DEFAULT_MANIFEST_NAME, manifest: JSON.parse(json) as unknown });
    if (!quiet) say("stored: the next audit and verify of the functions compare with it");
  } finally {
    await database.close();
  }
}

function moduleText(json: string): string {
  return `// Written by \`supawarden manifest --bundle\`: the state that the migrations make.\nexport const manifest: unknown = ${json.trimEnd()};\n`;
}
