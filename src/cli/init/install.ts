import type { Finding } from "../../shared/findings/finding.ts";
import { TOOL_VERSION } from "../../shared/version.ts";
import { DEFAULT_CONFIG } from "../config_file.ts";
import { readOwnMigrations } from "../serve/own_migrations.ts";
import { CONFIG_TOML, withInstallation } from "./config_toml.ts";
import { dashboardFiles } from "./dashboard_files.ts";
import { functionFiles, MANIFEST_MODULE } from "./function_files.ts";
import { digestOf, type InstallRecord, RECORD_FILE, recordText } from "./install_record.ts";
import { migrationPlan } from "./migration_files.ts";
import { withScript } from "./package_script.ts";
import { giving, type PlannedFile } from "./planned_file.ts";
import type { Project } from "./project.ts";
import { starterConfig } from "./starter_config.ts";
import { WORKFLOW_FILE, workflowText } from "./workflow.ts";

/** What an installation depends on beside the project. */
export interface InstallOptions {
  readonly record: InstallRecord | undefined;
  /** Overwrites functions that are edited or not ours. */
  readonly force: boolean;
  /** ISO 8601, in UTC. */
  readonly now: string;
  readonly owner: string;
  /** The branch that is deployed. */
  readonly branch: string;
  /** Today's findings; asked for only where the project has no configuration yet. */
  readonly findings: () => Promise<readonly Finding[]>;
}

/** What `init` will write, the record of it last. */
export interface InstallPlan {
  readonly steps: readonly PlannedFile[];
  readonly warnings: readonly string[];
}

/**
 * Plans an installation, or what brings an earlier one up to date: the same plan twice changes nothing.
 * @throws SupawardenError `input` for a file that stands in the way.
 */
export async function installPlan(project: Project, options: InstallOptions): Promise<InstallPlan> {
  const { record, now } = options;
  const functions = await functionFiles(project, options);
  const migrations = await migrationPlan(project, { own: await readOwnMigrations(), record, now });
  const shown = await dashboardFiles(project, record);
  const toml = (await project.read(CONFIG_TOML)) ?? "";
  const workflow = await workflowStep(project, options);
  const steps: PlannedFile[] = [
    ...functions,
    ...migrations.steps,
    ...shown,
    giving(CONFIG_TOML, { before: toml, after: withInstallation(toml) }),
    await configStep(project, options),
    workflow,
    ...(await scriptSteps(project)),
  ];
  const written = [...functions, ...shown, workflow].flatMap((step) =>
    step.text === undefined || step.path === MANIFEST_MODULE
      ? []
      : [[step.path, digestOf(step.text)] as const],
  );
  const next = recordText({
    version: TOOL_VERSION,
    files: { ...record?.files, ...Object.fromEntries(written) },
    migrations: migrations.files,
  });
  const before = await project.read(RECORD_FILE);
  return {
    steps: [...steps, giving(RECORD_FILE, { before, after: next })],
    warnings: migrations.warnings,
  };
}

async function configStep(project: Project, options: InstallOptions): Promise<PlannedFile> {
  if ((await project.read(DEFAULT_CONFIG)) !== undefined) {
    return { path: DEFAULT_CONFIG, action: "keep", note: "yours" };
  }
  const findings = await options.findings();
  const text = starterConfig(findings, options);
  const accepted = (JSON.parse(text) as { suppressions: readonly unknown[] }).suppressions.length;
  return {
    path: DEFAULT_CONFIG,
    action: "create",
    text,
    note: `accepts ${accepted} of today's findings for 90 days, owner ${options.owner}`,
  };
}

async function workflowStep(project: Project, options: InstallOptions): Promise<PlannedFile> {
  const before = await project.read(WORKFLOW_FILE);
  const written = options.record?.files[WORKFLOW_FILE];
  if (before !== undefined && written !== digestOf(before)) {
    return { path: WORKFLOW_FILE, action: "keep", note: "yours" };
  }
  return giving(WORKFLOW_FILE, { before, after: workflowText(options.branch) });
}

async function scriptSteps(project: Project): Promise<readonly PlannedFile[]> {
  const manifest = await project.read("package.json");
  if (manifest === undefined) return [];
  return [
    giving("package.json", {
      before: manifest,
      after: withScript(manifest),
      note: "script migrate:verify",
    }),
  ];
}
