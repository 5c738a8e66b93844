import { versionOf } from "../../shared/migrations/discover.ts";
import { CONFIG_TOML, withoutInstallation } from "./config_toml.ts";
import { isDashboardFile } from "./dashboard_files.ts";
import { FUNCTION_NAMES, MANIFEST_MODULE } from "./function_files.ts";
import { digestOf, type InstallRecord, RECORD_FILE } from "./install_record.ts";
import { DROP_DATA, timestamp, UNINSTALL_NAME } from "./migration_files.ts";
import { withoutScript } from "./package_script.ts";
import { giving, type PlannedFile } from "./planned_file.ts";
import type { Project } from "./project.ts";
import { WORKFLOW_FILE } from "./workflow.ts";

const JOBS = ["supawarden-nightly", "supawarden-watchdog", "supawarden-prune"];

/**
 * Takes everything out again. Applied migrations stay, since the ledger names them: a new one ends the schedule and, with
 * `dropData`, drops schema `supawarden` with its history. Edited files stay and are named.
 * @param options `now` in ISO 8601, UTC.
 */
export async function uninstallPlan(
  project: Project,
  options: { readonly record: InstallRecord; readonly dropData: boolean; readonly now: string },
): Promise<readonly PlannedFile[]> {
  const { record } = options;
  const steps: PlannedFile[] = [];
  const ours = FUNCTION_NAMES.flatMap((name) =>
    ["index.ts", "deno.json"].map((file) => `supabase/functions/${name}/${file}`),
  );
  const shown = Object.keys(record.files).filter(isDashboardFile);
  for (const path of [...ours, ...shown, WORKFLOW_FILE]) {
    const written = record.files[path];
    const text = await project.read(path);
    if (text === undefined || written === undefined) continue;
    steps.push(
      digestOf(text) === written
        ? { path, action: "remove" }
        : { path, action: "keep", note: "edited since it was written" },
    );
  }
  const expected = await project.read(MANIFEST_MODULE);
  if (expected !== undefined) steps.push({ path: MANIFEST_MODULE, action: "remove" });
  const toml = (await project.read(CONFIG_TOML)) ?? "";
  steps.push(giving(CONFIG_TOML, { before: toml, after: withoutInstallation(toml) }));
  const manifest = await project.read("package.json");
  if (manifest !== undefined) {
    steps.push(giving("package.json", { before: manifest, after: withoutScript(manifest) }));
  }
  if ((await project.read("supawarden.config.json")) !== undefined) {
    steps.push({ path: "supawarden.config.json", action: "keep", note: "yours; delete it if you like" });
  }
  for (const file of Object.values(record.migrations)) {
    steps.push({ path: `supabase/migrations/${file}`, action: "keep", note: "the ledger names it" });
  }
  const present = new Set((await project.list("supabase/migrations")).map(versionOf));
  let stamp = Date.parse(options.now);
  while (present.has(timestamp(stamp))) stamp += 1_000;
  steps.push(
    {
      path: `supabase/migrations/${timestamp(stamp)}_${UNINSTALL_NAME}.sql`,
      action: "create",
      text: uninstallSql(options.dropData),
      note: options.dropData
        ? "ends the schedule and drops schema supawarden with all its history"
        : "ends the schedule; schema supawarden and its history stay",
    },
    { path: RECORD_FILE, action: "remove" },
  );
  return steps;
}

function uninstallSql(dropData: boolean): string {
  const jobs = JOBS.map((name) => `'${name}'`).join(", ");
  const drop = dropData ? `\n${DROP_DATA}\n` : "";
  return `-- Ends Supawarden's schedule.
do $$
begin
  if pg_catalog.to_regclass('cron.job') is not null then
    execute $sql$select cron.unschedule(jobname) from cron.job where jobname in (${jobs})$sql$;
  end if;
end;
$$;
${drop}`;
}
