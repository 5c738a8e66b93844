import { compareBytes, versionOf } from "../../shared/migrations/discover.ts";
import type { StoreMigration } from "../../shared/store/upgrade_schema.ts";
import type { InstallRecord } from "./install_record.ts";
import type { PlannedFile } from "./planned_file.ts";
import type { Project } from "./project.ts";

const FOLDER = "supabase/migrations";

/** Name of the migration that takes the installation back. */
export const UNINSTALL_NAME = "supawarden_uninstall";

/** The statement in it that takes the history along. */
export const DROP_DATA = "drop schema if exists supawarden cascade;";

/** The migrations to add, and the name of every own migration's file. */
export interface MigrationPlan {
  readonly steps: readonly PlannedFile[];
  readonly files: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/**
 * Adds the own migrations that the project lacks, each under a version later than what is there: the Supabase CLI refuses
 * one that comes before what is applied. Those that are there stay as they are, whatever this version's say: an applied
 * migration is never changed.
 * @param now ISO 8601, in UTC.
 */
export async function migrationPlan(
  project: Project,
  options: {
    readonly own: readonly StoreMigration[];
    readonly record: InstallRecord | undefined;
    readonly now: string;
  },
): Promise<MigrationPlan> {
  const present = (await project.list(FOLDER)).filter((name) => versionOf(name) !== undefined);
  const files: Record<string, string> = {};
  const steps: PlannedFile[] = [];
  let stamp = Date.parse(options.now);
  const undone = await lastUninstall(project, present);
  for (const { name, sql } of options.own) {
    const recorded = options.record?.migrations[name];
    const found =
      recorded !== undefined && present.includes(recorded)
        ? recorded
        : present.findLast((file) => file.replace(/^\d+_/, "") === `${name}.sql`);
    if (found !== undefined && !isUndone(name, { file: found, by: undone })) {
      files[name] = found;
      steps.push({ path: `${FOLDER}/${found}`, action: "keep", note: "already there" });
      continue;
    }
    let file: string;
    do {
      file = `${timestamp(stamp)}_${name}.sql`;
      stamp += 1_000;
    } while (present.some((other) => versionOf(other) === versionOf(file)));
    files[name] = file;
    steps.push({ path: `${FOLDER}/${file}`, action: "create", text: sql });
  }
  const first = steps.find((step) => step.action === "create")?.path.slice(FOLDER.length + 1);
  const last = present.toSorted(compareBytes).at(-1);
  const late = first !== undefined && last !== undefined && compareBytes(last, first) > 0;
  return {
    steps,
    files,
    warnings: late
      ? [
          `${FOLDER}/${last} sorts after what is added: push with \`supabase db push --include-all\`, and give that file an earlier version some day.`,
        ]
      : [],
  };
}

/** What a migration that `init --uninstall` wrote has taken back. */
interface Uninstall {
  readonly file: string;
  readonly dropsData: boolean;
}

async function lastUninstall(project: Project, present: readonly string[]): Promise<Uninstall | undefined> {
  const file = present.findLast((name) => name.endsWith(`_${UNINSTALL_NAME}.sql`));
  if (file === undefined) return undefined;
  const text = (await project.read(`${FOLDER}/${file}`)) ?? "";
  return { file, dropsData: text.includes(DROP_DATA) };
}

/** An uninstalled schedule has to be made again, and the whole schema where it was dropped. */
function isUndone(name: string, run: { readonly file: string; readonly by: Uninstall | undefined }): boolean {
  const { file, by } = run;
  if (by === undefined || compareBytes(file, by.file) > 0) return false;
  return by.dropsData || name.endsWith("_schedule");
}

/** A version of 14 digits, as the Supabase CLI stamps its own. */
export function timestamp(time: number): string {
  return new Date(time).toISOString().replace(/\D/g, "").slice(0, 14);
}
